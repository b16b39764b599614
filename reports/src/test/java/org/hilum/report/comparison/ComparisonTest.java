package org.hilum.report.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hilum.report.comparison.Comparisons.NOW;
import static org.hilum.report.comparison.Comparisons.made;
import static org.hilum.report.comparison.Comparisons.match;
import static org.hilum.report.comparison.Comparisons.matched;
import static org.hilum.report.comparison.Comparisons.nodule;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.NoduleMatch.State;
import org.hilum.report.Inputs;
import org.hilum.report.ReportInput;
import org.hilum.report.guideline.Change;
import org.hilum.report.guideline.GuidelineAssessment;
import org.hilum.report.guideline.LungRads;
import org.hilum.report.guideline.LungRads.Category;
import org.hilum.report.guideline.MissingFact;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A comparison with an earlier examination")
class ComparisonTest {

  private static final LocalDate YEAR_AGO = LocalDate.of(2025, 2, 28);

  private static SizeChange size(Comparison.Made made) {
    SizeChange size = made.nodules().get(0).size();
    assertThat(size).isNotNull();
    return size;
  }

  private static GuidelineAssessment assess(Comparison comparison, NoduleFinding... nodules) {
    ReportInput input = Inputs.input(nodules);
    return new ReportInput(
            input.study(),
            input.history(),
            input.outcome(),
            input.model(),
            input.analysedAt(),
            input.locations(),
            comparison)
        .assess()
        .orElseThrow();
  }

  private static LungRads.NoduleCategory lungRads(Comparison comparison, NoduleFinding nodule) {
    return assess(comparison, nodule).lungRads().nodules().get(0);
  }

  @Nested
  @DisplayName("judges growth")
  class JudgesGrowth {

    @ParameterizedTest(name = "{0} mm to {1} mm over the days from {2}: {3}")
    @CsvSource({
      // Exactly 1.5 mm is no growth; a tenth more is.
      "8.0, 9.5, 2025-08-31, STABLE",
      "8.0, 9.6, 2025-08-31, GROWING",
      // Twelve months to the day are within twelve months; a day more is not.
      "8.0, 9.6, 2025-02-28, GROWING",
      "8.0, 9.6, 2025-02-27, SLOWLY_GROWING",
      "9.5, 8.0, 2025-08-31, STABLE",
      "9.6, 8.0, 2025-08-31, DECREASED"
    })
    void byMeanDiameterAndTime(
        double earlierMm, double laterMm, LocalDate priorDate, Change.Kind kind) {
      Comparison.Made made =
          made(
              priorDate,
              NOW,
              matched(nodule(1, laterMm, laterMm), nodule(1, earlierMm, earlierMm)));

      assertThat(size(made).kind()).isEqualTo(kind);
      assertThat(made.nodules().get(0).change().kind()).isEqualTo(kind);
    }

    @Test
    @DisplayName("by volume: the doubling time of the published vector, and none under a quarter")
    void byVolume() {
      LocalDate before = NOW.minusDays(180);
      // 8 to 9.5 mm in 180 days: 242.01 days (clinical rules, C3).
      SizeChange grown = size(made(before, NOW, matched(nodule(1, 9.5, 9.5), nodule(1, 8, 8))));
      SizeChange same = size(made(before, NOW, matched(nodule(1, 8.5, 8.5), nodule(1, 8, 8))));
      SizeChange shrunk = size(made(before, NOW, matched(nodule(1, 6, 6), nodule(1, 8, 8))));

      assertThat(grown.doublingDays()).isCloseTo(242.01, within(0.01));
      assertThat(grown.stableVolume()).isFalse();
      assertThat(same.volumeChange()).isCloseTo(0.1995, within(1e-3));
      assertThat(same.stableVolume()).isTrue();
      assertThat(same.doublingDays()).isNull();
      assertThat(shrunk.doublingDays()).isNull();
      assertThat(shrunk.stableVolume()).isFalse();
    }

    @Test
    @DisplayName("without a date by size alone, and gives no time")
    void withoutADate() {
      Comparison.Made made = made(null, NOW, matched(nodule(1, 12, 12), nodule(1, 8, 8)));

      assertThat(size(made).kind()).isEqualTo(Change.Kind.GROWN_IN_UNKNOWN_TIME);
      assertThat(size(made).doublingDays()).isNull();
      assertThat(made.time()).isEmpty();
      assertThat(made.nodules().get(0).change().monthsSincePrior()).isNull();
    }

    @Test
    @DisplayName("not at all between examinations of one day")
    void notOnOneDay() {
      Comparison.Made made = made(NOW, NOW, matched(nodule(1, 12, 12), nodule(1, 8, 8)));

      assertThat(size(made).kind()).isEqualTo(Change.Kind.NOT_COMPARED);
      assertThat(size(made).doublingDays()).isNull();
      assertThat(made.changeOf(nodule(1, 12, 12)).kind()).isEqualTo(Change.Kind.NOT_COMPARED);
    }
  }

  @Nested
  @DisplayName("tells the guidelines")
  class TellsTheGuidelines {

    @Test
    @DisplayName("that a nodule is new, so that 6 mm are 4A and not 3")
    void thatANoduleIsNew() {
      NoduleFinding nodule = nodule(1, 6, 6);

      assertThat(lungRads(made(YEAR_AGO, NOW), nodule).high()).isEqualTo(Category.C3);
      assertThat(lungRads(made(YEAR_AGO, NOW, match(State.NEW, nodule, null)), nodule).high())
          .isEqualTo(Category.C4A);
    }

    @ParameterizedTest
    @EnumSource(
        value = State.class,
        names = {"PRESENT_BEFORE", "NOT_COVERED_BEFORE"})
    @DisplayName("nothing of a nodule that could not be compared")
    void nothingOfWhatCouldNotBeCompared(State state) {
      NoduleFinding nodule = nodule(1, 6, 6);
      LungRads.NoduleCategory category =
          lungRads(made(YEAR_AGO, NOW, match(state, nodule, null)), nodule);

      assertThat(category.high()).isEqualTo(Category.C3);
      assertThat(category.missing()).contains(MissingFact.PRIOR_EXAMINATION);
    }

    @Test
    @DisplayName("that a nodule grew, with 4A under and 4B from 8 mm on")
    void thatANoduleGrew() {
      LocalDate before = NOW.minusMonths(6);
      NoduleFinding under = nodule(1, 7.9, 7.9);
      NoduleFinding from = nodule(1, 8, 8);

      assertThat(lungRads(made(before, NOW, matched(under, nodule(1, 6, 6))), under).high())
          .isEqualTo(Category.C4A);
      assertThat(lungRads(made(before, NOW, matched(from, nodule(1, 6, 6))), from).high())
          .isEqualTo(Category.C4B);
    }

    @Test
    @DisplayName("that a nodule grew in unknown time: 4A to 4B, and the time is missing")
    void thatANoduleGrewInUnknownTime() {
      NoduleFinding nodule = nodule(1, 7.9, 7.9);
      LungRads.NoduleCategory category =
          lungRads(made(null, NOW, matched(nodule, nodule(1, 6, 6))), nodule);

      assertThat(category.low()).isEqualTo(Category.C4A);
      assertThat(category.high()).isEqualTo(Category.C4B);
      assertThat(category.missing()).contains(MissingFact.TIME_SINCE_PRIOR);
    }

    @ParameterizedTest(name = "a 7 mm nodule stable since {0}: {1}")
    @CsvSource({"2025-08-28, C2", "2025-08-29, C3"})
    void thatACategory3NoduleStayedStableForSixMonths(LocalDate priorDate, Category expected) {
      NoduleFinding nodule = nodule(1, 7, 7);
      LungRads.NoduleCategory category =
          lungRads(made(priorDate, NOW, matched(nodule, nodule(2, 7, 7))), nodule);

      assertThat(category.high()).isEqualTo(expected);
      assertThat(category.low()).isEqualTo(expected);
    }

    @Test
    @DisplayName("no category to keep where ground glass became solid without growing")
    void noCategoryToKeepWhereGroundGlassBecameSolid() {
      NoduleAttributes groundGlass = new NoduleAttributes(1, 1, 1, 4, 4, 6, 4);
      NoduleFinding earlier = Inputs.nodule(1, 20, 20, groundGlass);
      NoduleFinding nodule = nodule(1, 20, 20);
      LungRads.NoduleCategory category =
          lungRads(made(YEAR_AGO, NOW, matched(nodule, earlier)), nodule);

      assertThat(category.high()).isEqualTo(Category.C4B);
      assertThat(category.missing()).contains(MissingFact.PRIOR_CATEGORY);
    }

    @Test
    @DisplayName("3 to 4A to keep, where a stable part-solid nodule is under 6 mm by now")
    void theRangeThatAPartSolidNoduleKeeps() {
      NoduleAttributes partSolid = new NoduleAttributes(3, 1, 1, 4, 4, 6, 4);
      NoduleFinding earlier = Inputs.nodule(1, 7.4, 7.4, partSolid);
      NoduleFinding nodule = Inputs.nodule(1, 5.9, 5.9, partSolid);
      LungRads.NoduleCategory category =
          lungRads(made(NOW.minusMonths(2), NOW, matched(nodule, earlier)), nodule);

      assertThat(category.low()).isEqualTo(Category.C3);
      assertThat(category.high()).isEqualTo(Category.C4A);
      assertThat(category.ruleId()).isEqualTo("stable.kept");
      assertThat(category.missing()).contains(MissingFact.PRIOR_CATEGORY);
    }

    @Test
    @DisplayName("4B to keep, where a nodule with unclear calcification is under 15 mm by now")
    void fourBThatANoduleWithUnclearCalcificationKeeps() {
      NoduleAttributes unclear = new NoduleAttributes(5, 1, 1, 4, 4, 5, 4);
      NoduleFinding earlier = Inputs.nodule(1, 16, 16, unclear);
      NoduleFinding nodule = Inputs.nodule(1, 14.5, 14.5, unclear);
      LungRads.NoduleCategory category =
          lungRads(made(NOW.minusMonths(1), NOW, matched(nodule, earlier)), nodule);

      assertThat(category.low()).isEqualTo(Category.C1);
      assertThat(category.high()).isEqualTo(Category.C4B);
      assertThat(category.ruleId()).isEqualTo("stable.kept");
    }

    @Test
    @DisplayName("what the category was by then, where the earlier one had been compared itself")
    void whatTheCategoryWasByThen() {
      NoduleFinding earlier = nodule(3, 7, 7);
      NoduleFinding nodule = nodule(1, 7, 7);
      Comparison.Made made =
          Comparison.of(
              made(YEAR_AGO, NOW).prior(),
              NOW,
              made(YEAR_AGO, NOW).quality(),
              made(YEAR_AGO, NOW).transform(),
              List.of(matched(nodule, earlier)),
              Map.of(3, Change.of(Change.Kind.GROWING)));

      // It was growing then, so 4A, and not 3 as its size alone would have it.
      assertThat(made.changeOf(nodule).priorCategory()).isEqualTo(Category.C4A);
      assertThat(lungRads(made, nodule).high()).isEqualTo(Category.C3);
    }

    @Test
    @DisplayName("nothing where nothing was compared")
    void nothingWhereNothingWasCompared() {
      NoduleFinding nodule = nodule(1, 7, 7);
      LungRads.NoduleCategory category =
          lungRads(Comparison.notMade(Comparison.Reason.NO_PRIOR), nodule);

      assertThat(category.missing()).contains(MissingFact.PRIOR_EXAMINATION);
      assertThat(category.high()).isEqualTo(Category.C3);
    }
  }
}
