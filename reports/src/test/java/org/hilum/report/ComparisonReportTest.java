package org.hilum.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hilum.report.comparison.Comparisons.NOW;
import static org.hilum.report.comparison.Comparisons.made;
import static org.hilum.report.comparison.Comparisons.match;
import static org.hilum.report.comparison.Comparisons.matched;
import static org.hilum.report.comparison.Comparisons.nodule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.List;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.NoduleMatch;
import org.hilum.model.register.NoduleMatch.State;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.Comparison.NotMade;
import org.hilum.report.comparison.Comparison.Reason;
import org.hilum.report.comparison.PriorExamination;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A report with a comparison")
class ComparisonReportTest {

  private static final LocalDate BEFORE = LocalDate.of(2025, 8, 31);

  private static ReportInput input(Comparison comparison, NoduleFinding... nodules) {
    ReportInput input = Inputs.input(nodules);
    return new ReportInput(
        input.study(),
        input.history(),
        input.outcome(),
        input.model(),
        input.analysedAt(),
        input.locations(),
        comparison);
  }

  /** The date is nobody's business, and no rewording may turn growing into smaller. */
  @Test
  @DisplayName("keeps what the impression says of it from the rewording")
  void keepsItFromTheRewording() {
    NoduleFinding now = nodule(1, 10, 9);
    ReportInput input = input(made(BEFORE, NOW, matched(now, nodule(4, 8, 7))), now);

    assertThat(ReportDrafter.comparedInImpression(input, Language.EN))
        .hasValue("Against 2025-08-31: nodule 1 growing.");
    assertThat(text(input, Language.EN, SectionKind.IMPRESSION))
        .contains(ReportDrafter.comparedInImpression(input, Language.EN).orElseThrow());
  }

  private static String text(ReportInput input, Language language, SectionKind kind) {
    return String.join("\n", new ReportDrafter().draft(input, language).section(kind).paragraphs());
  }

  private static String comparison(Comparison comparison, NoduleFinding... nodules) {
    return text(input(comparison, nodules), Language.EN, SectionKind.COMPARISON);
  }

  @Test
  @DisplayName("gives both sizes, the change, and the doubling time with what the BTS asks for")
  void givesBothSizes() {
    NoduleFinding now = nodule(1, 10, 9);
    Comparison.Made made = made(BEFORE, NOW, matched(now, nodule(4, 8, 7)));

    assertThat(comparison(made, now))
        .contains("Compared with the examination of 2025-08-31, 181 days earlier.")
        .contains("Nodule 1 (nodule 4 of the earlier examination): 8.0 × 7.0 mm")
        .contains("Mean diameter +2.0 mm, volume +107%.")
        .contains("growing: by more than 1.5 mm within 12 months")
        .contains("Volume-doubling time 173 days.");
    ReportInput input = input(made, now);
    assertThat(text(input, Language.EN, SectionKind.IMPRESSION))
        .contains("Against 2025-08-31: nodule 1 growing.");
    assertThat(text(input, Language.EN, SectionKind.RECOMMENDATION))
        .contains("nodule 1, with a volume-doubling time of 173 days, asks for further work-up");
    assertThat(text(input, Language.EN, SectionKind.LIMITS)).contains("Only one earlier");
    assertThat(text(input, Language.ZH_CN, SectionKind.COMPARISON))
        .contains("体积倍增时间173天")
        .contains("既往检查的结节4");
    assertThat(text(input, Language.ZH_CN, SectionKind.IMPRESSION))
        .contains("与2025-08-31对比：结节1增大。");
  }

  @Test
  @DisplayName("calls a nodule new or gone only where the comparison does")
  void callsANoduleNewOnlyWhereTheComparisonDoes() {
    NoduleFinding now = nodule(1, 10, 9);
    NoduleFinding gone = nodule(7, 6, 5);

    assertThat(comparison(made(BEFORE, NOW, match(State.NEW, now, null)), now))
        .contains("Nodule 1 is new");
    String unsure =
        comparison(
            made(
                BEFORE,
                NOW,
                match(State.PRESENT_BEFORE, now, null),
                match(State.PRESENT_NOW, null, gone)),
            now);
    assertThat(unsure).contains("not called new").contains("not called resolved");
    assertThat(unsure).doesNotContain("is new").doesNotContain("no longer seen");
    String gap =
        comparison(
            made(
                BEFORE,
                NOW,
                match(State.NOT_COVERED_BEFORE, now, null),
                match(State.NOT_COVERED_NOW, null, gone)),
            now);
    assertThat(gap).contains("cannot be compared").doesNotContain("no longer seen");
    ReportInput resolved = input(made(BEFORE, NOW, match(State.RESOLVED, null, gone)));
    assertThat(text(resolved, Language.EN, SectionKind.COMPARISON))
        .contains("nodule 7 (upper third of the right lung, 6.0 × 5.0 mm")
        .contains("no longer seen");
    assertThat(text(resolved, Language.EN, SectionKind.IMPRESSION))
        .contains("1 earlier nodule no longer seen");
  }

  @Test
  @DisplayName("gives no time where a date is missing, and says so")
  void givesNoTimeWithoutADate() {
    NoduleFinding now = nodule(1, 10, 9);
    NoduleMatch match = matched(now, nodule(1, 8, 7));

    assertThat(comparison(made(null, NOW, match), now))
        .contains("whose date is not known")
        .contains("in what time is not known")
        .doesNotContain("doubling time 1");
    assertThat(comparison(made(BEFORE, null, match), now))
        .contains("the date of this one is not known");
    assertThat(comparison(made(NOW, NOW, match), now))
        .contains("the same day")
        .contains("Growth is not judged")
        .doesNotContain("Volume-doubling");
  }

  @Test
  @DisplayName("says what weakens it: another model, weak agreement, a passed-over study, a tie")
  void saysWhatWeakensIt() {
    NoduleFinding now = nodule(1, 10, 9);
    NoduleMatch tie =
        new NoduleMatch(State.MATCHED, now, nodule(1, 8, 7), now.center(), 2, false, true);
    Comparison.Made made =
        made(new ModelInfo("hilum", "0.0.9", "fp32"), 0.72, BEFORE, NOW, tie)
            .withPassedOver(
                List.of(
                    new NotMade(
                        Reason.PRIOR_UNREADABLE,
                        PriorExamination.unused("1.2", LocalDate.of(2025, 12, 1)),
                        "")));

    assertThat(comparison(made, now))
        .contains("another model, hilum 0.0.9")
        .contains("The agreement is weak")
        .contains("examination of 2025-12-01 was not used: its images cannot be read")
        .contains("almost as near")
        .contains("not found again with certainty");
    assertThat(comparison(made(BEFORE, NOW, matched(now, nodule(1, 8, 7))), now))
        .doesNotContain("another model")
        .doesNotContain("weak")
        .doesNotContain("almost as near");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  @DisplayName("says in both languages why there is none")
  void saysWhyThereIsNone(Reason reason) {
    NoduleFinding now = nodule(1, 10, 9);
    NotMade none = new NotMade(reason, PriorExamination.unused("1.2", BEFORE), "technical detail");
    for (Language language : Language.values()) {
      String text = text(input(none, now), language, SectionKind.COMPARISON);
      assertThat(text)
          .startsWith(Messages.in(language).text("comparison.none"))
          .doesNotContain("technical detail");
      if (reason != Reason.NOT_ASKED_FOR) {
        assertThat(text)
            .contains("2025-08-31")
            .contains(Messages.in(language).text("comparison.reason." + reason.name()));
      }
    }
    assertThat(text(input(none, now), Language.EN, SectionKind.IMPRESSION))
        .doesNotContain("Against");
  }

  @ParameterizedTest
  @EnumSource(State.class)
  @DisplayName("has a text for every state in both languages")
  void hasATextForEveryState(State state) {
    NoduleFinding nodule = nodule(1, 10, 9);
    NoduleFinding current = state.name().matches("RESOLVED|.*_NOW") ? null : nodule;
    NoduleFinding prior = state == State.MATCHED || current == null ? nodule(2, 10, 9) : null;
    for (Language language : Language.values()) {
      ReportInput input =
          current == null
              ? input(made(BEFORE, NOW, match(state, null, prior)))
              : input(made(BEFORE, NOW, match(state, current, prior)), current);
      assertThat(
              new ReportDrafter()
                  .draft(input, language)
                  .section(SectionKind.COMPARISON)
                  .paragraphs())
          .hasSize(2);
    }
  }

  @Test
  @DisplayName("hands the comparison to programs")
  void handsTheComparisonToPrograms() throws Exception {
    NoduleFinding now = nodule(1, 10, 9);
    ReportInput input = input(made(BEFORE, NOW, matched(now, nodule(4, 8, 7))), now);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FindingsJson.write(input, out);

    JsonNode comparison = new ObjectMapper().readTree(out.toByteArray()).path("comparison");

    assertThat(comparison.path("status").asText()).isEqualTo("compared");
    assertThat(comparison.path("days").asInt()).isEqualTo(181);
    assertThat(comparison.path("prior").path("date").asText()).isEqualTo("2025-08-31");
    assertThat(comparison.path("registration").path("currentToPrior").get(0).get(3).asDouble())
        .isEqualTo(1);
    JsonNode nodule = comparison.path("nodules").get(0);
    assertThat(nodule.path("priorId").asInt()).isEqualTo(4);
    assertThat(nodule.path("change").asText()).isEqualTo("GROWING");
    assertThat(nodule.path("meanDiameterChangeMm").asDouble()).isEqualTo(2.0);
    assertThat(((Analysed) input.outcome()).nodules()).hasSize(1);
  }
}
