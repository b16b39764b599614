package org.hilum.report;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.AnalysisOutcome.Refused;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.jspecify.annotations.Nullable;

/**
 * Drafts a report: every sentence rests on the input, none on what is usual. No nodule and a
 * refusal make full reports too. Stateless.
 */
public final class ReportDrafter {

  private static final int NODULES_IN_IMPRESSION = 5;
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  public Report draft(ReportInput input, Language language) {
    Messages messages = Messages.in(language);
    List<Section> sections = new ArrayList<>();
    for (SectionKind kind : EnumSet.range(SectionKind.INDICATION, SectionKind.LIMITS)) {
      sections.add(
          new Section(
              kind,
              messages.text("section." + kind.name().toLowerCase(Locale.ROOT)),
              paragraphs(kind, input, messages)));
    }
    return new Report(
        language,
        messages.text("title"),
        messages.text("banner"),
        header(input.study(), input.model(), input.analysedAt(), language),
        sections);
  }

  private static List<String> paragraphs(SectionKind kind, ReportInput input, Messages messages) {
    return switch (kind) {
      case INDICATION -> HistorySentences.of(input.history(), messages);
      case COMPARISON -> new ComparisonSentences(messages, input.comparison()).section();
      case TECHNIQUE -> technique(input.study(), messages);
      case FINDINGS -> findings(input, messages);
      case IMPRESSION -> impression(input, messages);
      case RECOMMENDATION -> recommendation(input, messages);
      case LIMITS -> limits(input, messages);
      case ADDENDUM -> throw new IllegalArgumentException("a draft has no addendum");
    };
  }

  /** What the impression says of an earlier examination; its date stands in it. */
  public static Optional<String> comparedInImpression(ReportInput input, Language language) {
    return new ComparisonSentences(Messages.in(language), input.comparison()).impression();
  }

  /** Who and what was examined and by which model, label and value. */
  public static List<Report.Field> header(
      StudyDescription study, ModelInfo model, Instant analysedAt, Language language) {
    Messages messages = Messages.in(language);
    List<Report.Field> fields = new ArrayList<>();
    add(
        fields,
        messages,
        "patientName",
        PlainText.personName(study.patientName(), messages.language()));
    add(fields, messages, "patientId", PlainText.orNull(study.patientId()));
    add(
        fields,
        messages,
        "sex",
        study.sex() == null
            ? null
            : messages.text("header.sex." + study.sex().name().toLowerCase(Locale.ROOT)));
    add(
        fields,
        messages,
        "age",
        study.ageYears() == null
            ? null
            : messages.text("header.age.value", Map.of("years", study.ageYears())));
    add(fields, messages, "accession", PlainText.orNull(study.accessionNumber()));
    add(
        fields,
        messages,
        "studyDate",
        study.studyDateTime() == null ? null : examined(study.studyDateTime()));
    add(fields, messages, "description", PlainText.orNull(study.description()));
    add(
        fields,
        messages,
        "analysed",
        messages.text(
            "header.analysed.value",
            Map.of(
                "time", MINUTES.format(analysedAt.atZone(ZoneOffset.UTC)),
                "model", PlainText.of(model.name()),
                "version", PlainText.of(model.version()))));
    return fields;
  }

  /** Midnight stands for a time that the headers do not state. */
  private static String examined(LocalDateTime time) {
    return time.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? time.toLocalDate().toString()
        : MINUTES.format(time);
  }

  private static void add(
      List<Report.Field> fields, Messages messages, String name, @Nullable String value) {
    fields.add(
        new Report.Field(
            messages.text("header." + name),
            value == null ? messages.text("header.unknown") : value));
  }

  private static List<String> technique(StudyDescription study, Messages messages) {
    List<String> facts = new ArrayList<>();
    String scanner =
        PlainText.orNull(
            (study.manufacturer() == null ? "" : study.manufacturer())
                + " "
                + (study.scannerModel() == null ? "" : study.scannerModel()));
    addFact(facts, messages, "scanner", scanner);
    addFact(facts, messages, "kvp", study.kvp() == null ? null : Figures.short2(study.kvp()));
    addFact(facts, messages, "kernel", PlainText.orNull(study.kernel()));
    addFact(
        facts,
        messages,
        "thickness",
        study.sliceThicknessMm() == null ? null : Figures.short2(study.sliceThicknessMm()));
    addFact(facts, messages, "series", seriesName(study));
    addFact(facts, messages, "slices", study.sliceCount());
    List<String> sentences = new ArrayList<>();
    sentences.add(
        facts.isEmpty()
            ? messages.text("technique.unknown")
            : messages.text("technique.known", Map.of("facts", messages.list(facts))));
    String agent = PlainText.orNull(study.contrastAgent());
    sentences.add(
        agent == null
            ? messages.text("technique.contrast.unknown")
            : messages.text("technique.contrast", Map.of("agent", agent)));
    return List.of(String.join(messages.text("sentence.separator"), sentences));
  }

  private static @Nullable String seriesName(StudyDescription study) {
    String number = study.seriesNumber() == null ? "" : study.seriesNumber().toString();
    String description = study.seriesDescription() == null ? "" : study.seriesDescription();
    return PlainText.orNull(number + " " + description);
  }

  private static void addFact(
      List<String> facts, Messages messages, String name, @Nullable Object value) {
    if (value != null) {
      facts.add(messages.text("technique." + name, Map.of("value", value)));
    }
  }

  private static List<String> findings(ReportInput input, Messages messages) {
    if (input.outcome() instanceof Refused refused) {
      return List.of(
          messages.text(
              "findings.refused",
              Map.of(
                  "reason", messages.text("refusal." + refused.code().name()),
                  "code", refused.code().name(),
                  "detail", PlainText.of(refused.message()))));
    }
    List<NoduleFinding> nodules = nodules(input);
    if (nodules.isEmpty()) {
      return List.of(messages.text("findings.none"));
    }
    FindingSentences sentences = new FindingSentences(messages, input);
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(messages.plural("findings.count", nodules.size()));
    nodules.forEach(nodule -> paragraphs.add(sentences.describe(nodule)));
    return paragraphs;
  }

  private static List<String> impression(ReportInput input, Messages messages) {
    if (input.outcome() instanceof Refused) {
      return List.of(messages.text("impression.refused"));
    }
    List<NoduleFinding> nodules = nodules(input);
    ComparisonSentences comparison = new ComparisonSentences(messages, input.comparison());
    if (nodules.isEmpty()) {
      List<String> none = new ArrayList<>(List.of(messages.text("impression.none")));
      comparison.impression().ifPresent(none::add);
      return none;
    }
    FindingSentences sentences = new FindingSentences(messages, input);
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(messages.plural("impression.count", nodules.size()));
    nodules.stream()
        .limit(NODULES_IN_IMPRESSION)
        .forEach(nodule -> paragraphs.add(sentences.summarize(nodule)));
    int more = nodules.size() - NODULES_IN_IMPRESSION;
    if (more > 0) {
      paragraphs.add(messages.plural("impression.more", more));
    }
    comparison.impression().ifPresent(paragraphs::add);
    return paragraphs;
  }

  private static List<String> recommendation(ReportInput input, Messages messages) {
    if (input.outcome() instanceof Refused refused) {
      return List.of(
          messages.text("recommendation.refused"),
          messages.text("advice." + refused.code().name()));
    }
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(
        messages.text(nodules(input).isEmpty() ? "recommendation.none" : "recommendation.review"));
    input
        .assess()
        .ifPresent(
            assessment -> paragraphs.addAll(new GuidelineSentences(messages, assessment).all()));
    List<String> unfamiliar =
        nodules(input).stream()
            .filter(nodule -> !nodule.familiar())
            .map(nodule -> messages.text("guideline.unfamiliar.nodule", Map.of("id", nodule.id())))
            .toList();
    if (!unfamiliar.isEmpty()) {
      paragraphs.add(
          messages.text("guideline.unfamiliar", Map.of("nodules", messages.list(unfamiliar))));
    }
    paragraphs.addAll(new ComparisonSentences(messages, input.comparison()).doublingTimes());
    return paragraphs;
  }

  private static List<String> limits(ReportInput input, Messages messages) {
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(
        messages.text(
            "limits.draft",
            Map.of(
                "model", PlainText.of(input.model().name()),
                "version", PlainText.of(input.model().version()),
                "precision", PlainText.of(input.model().precision()))));
    if (input.outcome() instanceof Analysed analysed) {
      paragraphs.add(messages.text("limits.onlyNodules"));
      if (!analysed.nodules().isEmpty()) {
        paragraphs.add(messages.text("limits.opinions"));
        paragraphs.add(messages.text("limits.zones"));
      }
      paragraphs.addAll(new ComparisonSentences(messages, input.comparison()).limits());
    }
    return paragraphs;
  }

  private static List<NoduleFinding> nodules(ReportInput input) {
    return input.outcome() instanceof Analysed analysed ? analysed.nodules() : List.of();
  }
}
