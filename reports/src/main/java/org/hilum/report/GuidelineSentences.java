package org.hilum.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hilum.report.guideline.Bts;
import org.hilum.report.guideline.CancerRisk;
import org.hilum.report.guideline.Fleischner;
import org.hilum.report.guideline.GuidelineAssessment;
import org.hilum.report.guideline.LungRads;
import org.hilum.report.guideline.MissingFact;

/** The guidelines' decisions in words, each with its rule and with what is not known. */
final class GuidelineSentences {

  private static final int NODULES_WITH_RISK = 5;

  private final Messages messages;
  private final GuidelineAssessment assessment;

  GuidelineSentences(Messages messages, GuidelineAssessment assessment) {
    this.messages = messages;
    this.assessment = assessment;
  }

  List<String> all() {
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(lungRads());
    paragraphs.addAll(fleischner());
    if (!assessment.brock().isEmpty()) {
      paragraphs.add(risks("risk.brock", assessment.brock()));
      paragraphs.addAll(bts());
      paragraphs.add(risks("risk.mayo", assessment.mayo()));
    }
    return paragraphs;
  }

  private String lungRads() {
    LungRads.Result result = assessment.lungRads();
    String modifier =
        Boolean.TRUE.equals(result.modifierS()) ? messages.text("lungRads.modifierS") : "";
    String rule = messages.text("lungRads.rule." + result.ruleId());
    String reason =
        deciding(result.nodules())
            .map(id -> messages.text("lungRads.reason", Map.of("id", id, "rule", rule)))
            .orElseGet(() -> messages.text("lungRads.reasonWithoutNodule", Map.of("rule", rule)));
    String sentence =
        messages.text(
            "lungRads.sentence",
            Map.of(
                "prefix", prefix(result.missing(), "guideline.ifScreening"),
                "category", range(result.low().label(), result.high().label()) + modifier,
                "reason", reason,
                "actions", actions(result),
                "rule", result.ruleId()));
    return withMissing(sentence, result.missing());
  }

  private static Optional<Integer> deciding(List<LungRads.NoduleCategory> nodules) {
    return nodules.stream()
        .max(
            Comparator.comparing(LungRads.NoduleCategory::high)
                .thenComparing(LungRads.NoduleCategory::low))
        .map(LungRads.NoduleCategory::noduleId);
  }

  /** What each end of the range asks for. */
  private String actions(LungRads.Result result) {
    List<String> actions = new ArrayList<>();
    for (LungRads.Category category : EnumSet.of(result.low(), result.high())) {
      actions.add(
          messages.text(
              "lungRads.actionOf",
              Map.of(
                  "category", category.label(),
                  "action", messages.text("lungRads.action." + category.name()))));
    }
    return String.join(messages.text("sentence.separator"), actions);
  }

  private List<String> fleischner() {
    if (assessment.fleischner() instanceof Fleischner.Result.NotApplicable refused) {
      return refused.exclusion() == Fleischner.Exclusion.NO_NODULE
          ? List.of()
          : List.of(
              messages.text(
                  "fleischner.notApplicable",
                  Map.of(
                      "exclusion",
                      messages.text("fleischner.exclusion." + refused.exclusion().name()))));
    }
    Fleischner.Result.Applicable applicable =
        (Fleischner.Result.Applicable) assessment.fleischner();
    List<String> paragraphs = new ArrayList<>();
    for (Fleischner.Advice advice : applicable.advice()) {
      String low = messages.text("fleischner.followUp." + advice.lowRisk().name());
      String high = messages.text("fleischner.followUp." + advice.highRisk().name());
      Map<String, Object> values =
          Map.of(
              "prefix", prefix(applicable.missing(), "guideline.ifByChance"),
              "id", advice.noduleId(),
              "row", messages.text("fleischner.row." + advice.ruleId()),
              "advice", low,
              "low", low,
              "high", high,
              "rule", advice.ruleId());
      boolean same = advice.lowRisk() == advice.highRisk();
      paragraphs.add(messages.text(same ? "fleischner.same" : "fleischner.byRisk", values));
    }
    int last = paragraphs.size() - 1;
    paragraphs.set(last, withMissing(paragraphs.get(last), applicable.missing()));
    return paragraphs;
  }

  private String risks(String key, List<CancerRisk> risks) {
    List<String> nodules = new ArrayList<>();
    Set<MissingFact> missing = EnumSet.noneOf(MissingFact.class);
    for (CancerRisk risk : risks.subList(0, Math.min(NODULES_WITH_RISK, risks.size()))) {
      String text;
      if (risk instanceof CancerRisk.Known known) {
        missing.addAll(known.missing());
        text =
            range(Figures.percentOneDecimal(known.low()), Figures.percentOneDecimal(known.high()));
      } else {
        text =
            messages.text(
                "risk.unknown",
                Map.of(
                    "reason",
                    messages.text("risk.reason." + ((CancerRisk.Unknown) risk).reason().name())));
      }
      nodules.add(messages.text("risk.nodule", Map.of("id", risk.noduleId(), "risk", text)));
    }
    return withMissing(messages.text(key, Map.of("nodules", messages.list(nodules))), missing);
  }

  private List<String> bts() {
    return assessment.brock().stream()
        .filter(CancerRisk.Known.class::isInstance)
        .map(risk -> Bts.brockBand((CancerRisk.Known) risk))
        .max(Comparator.comparing(GuidelineSentences::urgency))
        .map(band -> messages.text("bts." + band.name()))
        .stream()
        .toList();
  }

  private static int urgency(Bts.BrockBand band) {
    return switch (band) {
      case BELOW_10_PERCENT -> 0;
      case NOT_DECIDED -> 1;
      case FROM_10_PERCENT -> 2;
    };
  }

  private String prefix(Set<MissingFact> missing, String key) {
    return messages.text(
        missing.contains(MissingFact.PURPOSE_OF_EXAMINATION) ? key : "guideline.always");
  }

  private String range(String low, String high) {
    return low.equals(high)
        ? low
        : messages.text("guideline.range", Map.of("low", low, "high", high));
  }

  private String withMissing(String sentence, Set<MissingFact> missing) {
    List<String> facts =
        missing.stream().map(fact -> messages.text("missing." + fact.name())).toList();
    return facts.isEmpty()
        ? sentence
        : sentence
            + messages.text("sentence.separator")
            + messages.text("guideline.missing", Map.of("facts", messages.list(facts)));
  }
}
