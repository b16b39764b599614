package org.hilum.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.NoduleMatch.State;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.NoduleComparison;
import org.hilum.report.comparison.SizeChange;
import org.hilum.report.comparison.TimeBetween;
import org.hilum.report.guideline.Bts;

/** The comparison with an earlier examination in words, or why there is none. */
final class ComparisonSentences {

  /** Below this agreement of the vessels the reader is told to look closer. */
  private static final double WEAK_AGREEMENT = 0.8;

  private final Messages messages;
  private final Comparison comparison;

  ComparisonSentences(Messages messages, Comparison comparison) {
    this.messages = messages;
    this.comparison = comparison;
  }

  /** The section of its own: what was compared and how, then a paragraph a nodule. */
  List<String> section() {
    if (comparison instanceof Comparison.NotMade notMade) {
      return List.of(notMade(notMade));
    }
    Comparison.Made made = (Comparison.Made) comparison;
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(join(introduction(made)));
    made.nodules().forEach(nodule -> paragraphs.add(describe(nodule)));
    if (made.nodules().isEmpty()) {
      paragraphs.add(messages.text("comparison.noNodules"));
    }
    return paragraphs;
  }

  private String notMade(Comparison.NotMade notMade) {
    String reason = messages.text("comparison.reason." + notMade.reason().name());
    LocalDate date = notMade.prior() == null ? null : notMade.prior().date();
    String sentence = messages.text("comparison.none");
    if (notMade.reason() == Comparison.Reason.NOT_ASKED_FOR) {
      return sentence;
    }
    return join(
        List.of(
            sentence,
            date == null
                ? messages.text("comparison.because", Map.of("reason", reason))
                : messages.text(
                    "comparison.because.dated", Map.of("reason", reason, "date", date))));
  }

  private List<String> introduction(Comparison.Made made) {
    List<String> sentences = new ArrayList<>();
    Optional<TimeBetween> time = made.time();
    LocalDate date = made.prior().date();
    if (date == null) {
      sentences.add(messages.text("comparison.with.unknownDate"));
    } else if (time.isPresent()) {
      sentences.add(
          messages.text(
              time.orElseThrow().days() == 1 ? "comparison.with.one" : "comparison.with.other",
              Map.of("date", date, "count", time.orElseThrow().days())));
    } else {
      sentences.add(
          messages.text(
              made.currentDate() == null
                  ? "comparison.with.currentDateUnknown"
                  : "comparison.with.sameDay",
              Map.of("date", date)));
    }
    sentences.add(
        messages.text(
            "comparison.registered",
            Map.of(
                "overlap", Figures.short2(made.quality().lungOverlap()),
                "agreement", Figures.short2(made.quality().detailCorrelation()),
                "shift", Figures.whole(made.quality().localShiftMm()))));
    if (made.quality().detailCorrelation() < WEAK_AGREEMENT) {
      sentences.add(messages.text("comparison.weak"));
    }
    for (Comparison.NotMade other : made.passedOver()) {
      LocalDate otherDate = other.prior() == null ? null : other.prior().date();
      if (otherDate != null) {
        sentences.add(
            messages.text(
                "comparison.passedOver",
                Map.of(
                    "date",
                    otherDate,
                    "reason",
                    messages.text("comparison.reason." + other.reason().name()))));
      }
    }
    ModelInfo model = made.prior().model();
    if (model != null && !made.prior().sameModel()) {
      sentences.add(
          messages.text(
              "comparison.otherModel",
              Map.of(
                  "model", PlainText.of(model.name()), "version", PlainText.of(model.version()))));
    }
    return sentences;
  }

  private String describe(NoduleComparison nodule) {
    NoduleFinding current = nodule.match().current();
    NoduleFinding prior = nodule.match().prior();
    SizeChange change = nodule.size();
    if (current == null) {
      return messages.text(
          "comparison.state." + key(nodule.match().state()), values(Objects.requireNonNull(prior)));
    }
    if (prior == null || change == null) {
      return messages.text(
          "comparison.state." + key(nodule.match().state()), Map.of("id", current.id()));
    }
    List<String> sentences = new ArrayList<>();
    sentences.add(
        messages.text(
            "comparison.matched",
            Map.of(
                "id", current.id(),
                "priorId", prior.id(),
                "priorSize", size(prior),
                "size", size(current))));
    sentences.add(
        messages.text(
            change.volumeChange() == null ? "comparison.change.diameter" : "comparison.change",
            Map.of(
                "mm", signed(change.meanDiameterChangeMm(), Figures::oneDecimal),
                "percent",
                    signed(
                        change.volumeChange() == null ? 0 : change.volumeChange() * 100,
                        Figures::whole))));
    sentences.add(messages.text("comparison.kind." + key(change.kind())));
    if (Boolean.TRUE.equals(change.stableVolume())) {
      sentences.add(messages.text("comparison.stableVolume"));
    }
    if (change.doublingDays() != null) {
      sentences.add(
          messages.text(
              "comparison.doubling", Map.of("days", Figures.whole(change.doublingDays()))));
    }
    if (nodule.match().ambiguous()) {
      sentences.add(messages.text("comparison.ambiguous"));
    }
    if (!nodule.match().trusted()) {
      sentences.add(messages.text("comparison.untrusted"));
    }
    return join(sentences);
  }

  /** One sentence for the impression; empty where nothing was compared or nothing is to say. */
  Optional<String> impression() {
    if (!(comparison instanceof Comparison.Made made)) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (NoduleComparison nodule : made.nodules()) {
      NoduleFinding current = nodule.match().current();
      if (current == null) {
        continue;
      }
      State state = nodule.match().state();
      String what =
          state == State.MATCHED
              ? messages.text("impression.change." + key(nodule.change().kind()))
              : messages.text("impression.state." + key(state));
      parts.add(messages.text("impression.changed", Map.of("id", current.id(), "what", what)));
    }
    int resolved =
        (int) made.nodules().stream().filter(n -> n.match().state() == State.RESOLVED).count();
    if (resolved > 0) {
      parts.add(messages.plural("impression.resolved", resolved));
    }
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    LocalDate date = made.prior().date();
    return Optional.of(
        date == null
            ? messages.text(
                "impression.comparison.unknownDate", Map.of("changes", messages.list(parts)))
            : messages.text(
                "impression.comparison", Map.of("date", date, "changes", messages.list(parts))));
  }

  /** What the British Thoracic Society's thresholds ask for, a sentence a doubling time. */
  List<String> doublingTimes() {
    if (!(comparison instanceof Comparison.Made made)) {
      return List.of();
    }
    List<String> sentences = new ArrayList<>();
    for (NoduleComparison nodule : made.nodules()) {
      NoduleFinding current = nodule.match().current();
      Double days = nodule.size() == null ? null : nodule.size().doublingDays();
      if (current != null && days != null) {
        sentences.add(
            messages.text(
                "bts.doubling",
                Map.of(
                    "id", current.id(),
                    "days", Figures.whole(days),
                    "what", messages.text("bts.doubling." + Bts.doublingBand(days).name()))));
      }
    }
    return sentences;
  }

  /** What limits a comparison; empty where none was made. */
  List<String> limits() {
    return comparison instanceof Comparison.Made
        ? List.of(messages.text("limits.comparison"))
        : List.of();
  }

  private Map<String, Object> values(NoduleFinding prior) {
    return Map.of("priorId", prior.id(), "priorSize", size(prior), "place", place(prior));
  }

  private String place(NoduleFinding finding) {
    return finding.place() == null
        ? messages.text("place.unknown")
        : messages.text(
            "place."
                + finding.place().side().name().toLowerCase(Locale.ROOT)
                + "."
                + finding.place().zone().name().toLowerCase(Locale.ROOT));
  }

  private String size(NoduleFinding finding) {
    return messages.text(
        "comparison.size",
        Map.of(
            "long", Figures.oneDecimal(finding.longAxisMm()),
            "short", Figures.oneDecimal(finding.shortAxisMm()),
            "volume", Figures.whole(finding.volumeMm3())));
  }

  private interface Format {
    String of(double value);
  }

  /** With its sign, a true minus; nothing before a zero. */
  private static String signed(double value, Format format) {
    String text = format.of(Math.abs(value));
    boolean zero = text.chars().allMatch(c -> c == '0' || c == '.');
    return (zero ? "±" : value > 0 ? "+" : "−") + text;
  }

  private String join(List<String> sentences) {
    return String.join(messages.text("sentence.separator"), sentences);
  }

  private static String key(Enum<?> value) {
    return value.name();
  }
}
