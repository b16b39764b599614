package org.hilum.report.guideline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.report.Language;
import org.hilum.report.Messages;
import org.hilum.report.guideline.LungRads.Category;
import org.hilum.report.guideline.RatedNodule.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LungRadsTest {

  @ParameterizedTest(name = "{0}, {1} mm: {2}")
  @CsvSource({
    "BASELINE, 5.9, C2",
    "BASELINE, 6.0, C3",
    "BASELINE, 7.9, C3",
    "BASELINE, 8.0, C4A",
    "BASELINE, 14.9, C4A",
    "BASELINE, 15.0, C4B",
    "NEW, 3.9, C2",
    "NEW, 4.0, C3",
    "NEW, 5.9, C3",
    "NEW, 6.0, C4A",
    "NEW, 7.9, C4A",
    "NEW, 8.0, C4B",
    "GROWING, 3.0, C4A",
    "GROWING, 7.9, C4A",
    "GROWING, 8.0, C4B",
    "SLOWLY_GROWING, 5.0, C4B",
    "SLOWLY_GROWING, 20.0, C4B",
    "PROVEN_BENIGN, 20.0, C2",
  })
  void classesASolidNoduleByMeanDiameter(Change.Kind change, double meanMm, Category expected) {
    assertCategory(Nodules.solid(meanMm, change), expected, expected);
  }

  @ParameterizedTest(name = "{0}, {1} mm3: {2}")
  @CsvSource({
    "BASELINE, 112, C2",
    "BASELINE, 113, C3",
    "BASELINE, 267, C3",
    "BASELINE, 268, C4A",
    "BASELINE, 1766, C4A",
    "BASELINE, 1767, C4B",
    "NEW, 33, C2",
    "NEW, 34, C3",
    "NEW, 112, C3",
    "NEW, 113, C4A",
    "NEW, 267, C4A",
    "NEW, 268, C4B",
    "GROWING, 267, C4A",
    "GROWING, 268, C4B",
  })
  void classesASolidNoduleByVolume(Change.Kind change, double mm3, Category expected) {
    assertCategory(Nodules.ofVolume(Texture.SOLID, mm3, change), expected, expected);
  }

  @ParameterizedTest(name = "{0}, {1} mm, solid {2} mm: {3}")
  @CsvSource({
    "BASELINE, 5.9, 5.9, C2",
    "BASELINE, 6.0, 0.5, C3",
    "BASELINE, 20.0, 5.9, C3",
    "BASELINE, 20.0, 6.0, C4A",
    "BASELINE, 20.0, 7.9, C4A",
    "BASELINE, 20.0, 8.0, C4B",
    "NEW, 5.9, 2.0, C3",
    "NEW, 6.0, 3.9, C4A",
    "NEW, 6.0, 4.0, C4B",
    "GROWING, 9.0, 3.9, C4A",
    "GROWING, 9.0, 4.0, C4B",
    "GROWING, 5.0, 3.9, C4A",
    "SLOWLY_GROWING, 9.0, 2.0, C4B",
  })
  void classesAPartSolidNoduleByItsSolidPart(
      Change.Kind change, double meanMm, double solidMm, Category expected) {
    assertCategory(Nodules.partSolid(meanMm, solidMm, change), expected, expected);
  }

  @ParameterizedTest(name = "{0}, {1} mm: {2}")
  @CsvSource({
    "BASELINE, 29.9, C2",
    "BASELINE, 30.0, C3",
    "NEW, 29.9, C2",
    "NEW, 30.0, C3",
    "STABLE, 30.0, C2",
    "SLOWLY_GROWING, 30.0, C2",
    "GROWING, 29.9, C2",
    "GROWING, 30.0, C3",
  })
  void classesANonSolidNodule(Change.Kind change, double meanMm, Category expected) {
    assertCategory(Nodules.nonSolid(meanMm, change), expected, expected);
  }

  @ParameterizedTest
  @CsvSource({"14136, C2", "14137, C3"})
  void classesANonSolidNoduleByVolume(double mm3, Category expected) {
    assertCategory(
        Nodules.ofVolume(Texture.NON_SOLID, mm3, Change.Kind.BASELINE), expected, expected);
  }

  @ParameterizedTest(name = "{0} {1}, {2} mm: {3}")
  @CsvSource({
    "JUXTAPLEURAL, BASELINE, 9.9, C2",
    "JUXTAPLEURAL, BASELINE, 10.0, C4A",
    "JUXTAPLEURAL, NEW, 9.9, C2",
    "JUXTAPLEURAL, STABLE, 9.9, C2",
    "JUXTAPLEURAL, GROWING, 7.9, C4A",
    "JUXTAPLEURAL, SLOWLY_GROWING, 9.9, C4B",
    "SUBSEGMENTAL_AIRWAY, BASELINE, 9.0, C2",
    "PROXIMAL_AIRWAY, BASELINE, 5.0, C4A",
    "PROXIMAL_AIRWAY, NEW, 5.0, C4A",
    "PROXIMAL_AIRWAY, STABLE, 5.0, C4B",
    "PROXIMAL_AIRWAY, GROWING, 5.0, C4B",
    "ATYPICAL_CYST, BASELINE, 12.0, C4A",
    "ATYPICAL_CYST, GROWING, 12.0, C4B",
  })
  void classesSpecialForms(Form form, Change.Kind change, double meanMm, Category expected) {
    assertCategory(Nodules.as(form, Nodules.solid(meanMm, change)), expected, expected);
  }

  @ParameterizedTest(name = "{0} after {1} months: {2} to {3}")
  @CsvSource({
    "C3, 5, C3, C3",
    "C3, 6, C2, C2",
    "C4A, 2, C4A, C4A",
    "C4A, 3, C3, C3",
    "C2, 12, C2, C2",
    "C4B, 12, C4B, C4B",
    "C3, , C2, C3",
    "C4A, , C3, C4A",
  })
  void stepsDownWhatStayedStable(Category prior, Integer months, Category low, Category high) {
    for (Change.Kind kind : EnumSet.of(Change.Kind.STABLE, Change.Kind.DECREASED)) {
      RatedNodule nodule =
          Nodules.of(
              Texture.SOLID,
              NoduleSize.ofMeanDiameter(prior == Category.C4A ? 9 : 7),
              null,
              new Change(kind, prior, months));
      assertCategory(nodule, low, high);
      assertThat(LungRads.categorize(nodule).missing().contains(MissingFact.TIME_SINCE_PRIOR))
          .isEqualTo(months == null);
    }
  }

  @ParameterizedTest(name = "{0} to {1} after {2} months: {3} to {4}")
  @CsvSource({
    "C3, C4A, 2, C3, C4A",
    "C3, C4A, 3, C3, C3",
    "C3, C4A, 6, C2, C3",
    "C3, C4B, 6, C2, C4B",
    "C3, C4A, , C2, C4A",
    // Calcification of unknown pattern: had it been benign, today's size alone would count.
    "C1, C4B, 1, C3, C4B",
    "C1, C3, 6, C2, C3",
  })
  void stepsDownFromBothEndsOfAPriorCategoryKnownWithinARange(
      Category priorLow, Category priorHigh, Integer months, Category low, Category high) {
    RatedNodule nodule =
        Nodules.of(
            Texture.SOLID,
            NoduleSize.ofMeanDiameter(7),
            null,
            new Change(Change.Kind.STABLE, priorLow, priorHigh, months));
    assertCategory(nodule, low, high);
    assertThat(LungRads.categorize(nodule).missing().contains(MissingFact.PRIOR_CATEGORY))
        .isEqualTo(low != high);
  }

  @Test
  void takesNoRangeOfPriorCategoriesWithOneEndOrTurnedRound() {
    assertThatThrownBy(() -> new Change(Change.Kind.STABLE, Category.C3, null, 3))
        .hasMessageContaining("C3 and null");
    assertThatThrownBy(() -> new Change(Change.Kind.STABLE, Category.C4A, Category.C3, 3))
        .hasMessageContaining("C4A and C3");
  }

  @Test
  void roundsTheMeanOfTheAxesToOneDecimalHalfUp() {
    assertThat(NoduleSize.ofAxes(5.9, 6.0).value()).hasToString("6.0");
    assertThat(NoduleSize.ofAxes(9.1, 7.4).value()).hasToString("8.3");
    assertThat(NoduleSize.ofAxes(5.8, 6.0).value()).hasToString("5.9");
    assertThat(NoduleSize.ofVolume(112.5).value()).hasToString("113");
    assertThat(NoduleSize.ofVolume(112.49).value()).hasToString("112");
    assertCategory(
        Nodules.of(
            Texture.SOLID, NoduleSize.ofAxes(5.9, 6.0), null, Change.of(Change.Kind.BASELINE)),
        Category.C3,
        Category.C3);
  }

  @Test
  void givesARangeWhereTheSolidPartIsNotKnown() {
    assertMissing(
        Nodules.partSolid(12, null, Change.Kind.BASELINE),
        Category.C3,
        Category.C4B,
        MissingFact.SOLID_COMPONENT);
    assertMissing(
        Nodules.partSolid(7, null, Change.Kind.BASELINE),
        Category.C3,
        Category.C4A,
        MissingFact.SOLID_COMPONENT);
    assertCategory(Nodules.partSolid(5.9, null, Change.Kind.BASELINE), Category.C2, Category.C2);
  }

  @Test
  void saysThatNobodyComparedAndThatThePatternOfCalcificationIsNotKnown() {
    assertMissing(
        Nodules.solid(7, Change.Kind.NOT_COMPARED),
        Category.C3,
        Category.C3,
        MissingFact.PRIOR_EXAMINATION);
    assertMissing(
        Nodules.withBenignPattern(null, Nodules.solid(9, Change.Kind.BASELINE)),
        Category.C1,
        Category.C4A,
        MissingFact.CALCIFICATION_PATTERN);
    assertCategory(
        Nodules.withBenignPattern(true, Nodules.solid(20, Change.Kind.BASELINE)),
        Category.C1,
        Category.C1);
    assertMissing(
        Nodules.solid(7, Change.Kind.STABLE), Category.C2, Category.C3, MissingFact.PRIOR_CATEGORY);
  }

  @Test
  void becomes4XOnlyFrom3OnAndOnlyWhenARadiologistSaysSo() {
    RatedNodule seven = Nodules.solid(7, Change.Kind.BASELINE);
    RatedNodule five = Nodules.solid(5, Change.Kind.BASELINE);
    assertCategory(Nodules.withSuspiciousFeatures(true, seven), Category.C4X, Category.C4X);
    assertCategory(Nodules.withSuspiciousFeatures(true, five), Category.C2, Category.C2);
    assertMissing(
        Nodules.withSuspiciousFeatures(null, seven),
        Category.C3,
        Category.C3,
        MissingFact.SUSPICIOUS_FEATURES);
  }

  @Test
  void classesAnExaminationByItsMostSuspiciousNodule() {
    Examination screening = new Examination(true, Examination.State.EVALUABLE, true);
    LungRads.Result result =
        LungRads.assess(
            screening,
            List.of(
                Nodules.solid(5, Change.Kind.BASELINE),
                Nodules.solid(9, Change.Kind.BASELINE),
                Nodules.solid(7, Change.Kind.BASELINE)));
    assertThat(result.low()).isEqualTo(Category.C4A);
    assertThat(result.high()).isEqualTo(Category.C4A);
    assertThat(result.ruleId()).isEqualTo("solid.baseline.8to15");
    assertThat(result.modifierS()).isTrue();
    assertThat(result.missing()).isEmpty();
    assertThat(result.nodules()).hasSize(3);

    assertThat(LungRads.assess(screening, List.of()).high()).isEqualTo(Category.C1);
    assertThat(LungRads.assess(Examination.ofUnknownPurpose(), List.of()).missing())
        .containsExactlyInAnyOrder(MissingFact.PURPOSE_OF_EXAMINATION, MissingFact.OTHER_FINDINGS);
  }

  @Test
  void isZeroWhileTheExaminationIsIncomplete() {
    for (Examination.State state : EnumSet.complementOf(EnumSet.of(Examination.State.EVALUABLE))) {
      LungRads.Result result =
          LungRads.assess(
              new Examination(true, state, false),
              List.of(Nodules.solid(20, Change.Kind.BASELINE)));
      assertThat(result.low()).isEqualTo(Category.C0);
      assertThat(result.high()).isEqualTo(Category.C0);
      assertThat(result.ruleId()).startsWith("incomplete.");
    }
  }

  @Property
  void neverGivesALargerNoduleALowerCategory(
      @ForAll Texture texture,
      @ForAll Change.Kind change,
      @ForAll @DoubleRange(min = 1, max = 60) double smallerMm,
      @ForAll @DoubleRange(min = 0, max = 30) double moreMm,
      @ForAll boolean solidPartKnown,
      @ForAll @DoubleRange(min = 0.1, max = 1) double solidShare) {
    NoduleSize solidPart =
        solidPartKnown ? NoduleSize.ofMeanDiameter(smallerMm * solidShare) : null;
    Change how = Change.of(change);
    LungRads.NoduleCategory smaller =
        LungRads.categorize(
            Nodules.of(texture, NoduleSize.ofMeanDiameter(smallerMm), solidPart, how));
    LungRads.NoduleCategory larger =
        LungRads.categorize(
            Nodules.of(texture, NoduleSize.ofMeanDiameter(smallerMm + moreMm), solidPart, how));

    assertThat(larger.low()).isGreaterThanOrEqualTo(smaller.low());
    assertThat(larger.high()).isGreaterThanOrEqualTo(smaller.high());
    assertThat(smaller.high()).isGreaterThanOrEqualTo(smaller.low());
  }

  @Property
  void neverGivesAnotherNoduleMoreALowerCategory(
      @ForAll @DoubleRange(min = 1, max = 40) double firstMm,
      @ForAll @DoubleRange(min = 1, max = 40) double secondMm,
      @ForAll Change.Kind change) {
    Examination examination = Examination.ofUnknownPurpose();
    RatedNodule first = Nodules.solid(firstMm, change);
    LungRads.Result one = LungRads.assess(examination, List.of(first));
    LungRads.Result two =
        LungRads.assess(examination, List.of(first, Nodules.solid(secondMm, change)));
    assertThat(two.low()).isGreaterThanOrEqualTo(one.low());
    assertThat(two.high()).isGreaterThanOrEqualTo(one.high());
  }

  @Property
  void hasATextForEveryRuleInEveryLanguage(
      @ForAll Texture texture,
      @ForAll Change.Kind change,
      @ForAll Form form,
      @ForAll @DoubleRange(min = 1, max = 60) double meanMm,
      @ForAll @DoubleRange(min = 0.05, max = 1) double solidShare,
      @ForAll @IntRange(min = 0, max = 24) int months,
      @ForAll Category prior) {
    Assume.that(prior != Category.C0);
    RatedNodule nodule =
        Nodules.as(
            form,
            Nodules.of(
                texture,
                NoduleSize.ofMeanDiameter(meanMm),
                NoduleSize.ofMeanDiameter(meanMm * solidShare),
                new Change(change, prior, months)));
    List<String> rules = new ArrayList<>();
    rules.add(LungRads.categorize(nodule).ruleId());
    rules.add(LungRads.categorize(Nodules.withSuspiciousFeatures(true, nodule)).ruleId());
    rules.add(LungRads.categorize(Nodules.withBenignPattern(true, nodule)).ruleId());
    for (Language language : Language.values()) {
      for (String rule : rules) {
        assertThat(Messages.in(language).text("lungRads.rule." + rule)).isNotBlank();
      }
    }
  }

  private static void assertCategory(RatedNodule nodule, Category low, Category high) {
    LungRads.NoduleCategory category = LungRads.categorize(nodule);
    assertThat(category.low()).as(category.ruleId()).isEqualTo(low);
    assertThat(category.high()).as(category.ruleId()).isEqualTo(high);
  }

  private static void assertMissing(
      RatedNodule nodule, Category low, Category high, MissingFact missing) {
    assertCategory(nodule, low, high);
    assertThat(LungRads.categorize(nodule).missing()).isEqualTo(Set.of(missing));
  }
}
