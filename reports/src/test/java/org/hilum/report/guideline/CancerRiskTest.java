package org.hilum.report.guideline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.model.history.Sex;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CancerRiskTest {

  @Property
  void brockNeverFallsWithSize(
      @ForAll @DoubleRange(min = 1, max = 60) double mm,
      @ForAll @DoubleRange(min = 0, max = 30) double moreMm) {
    Patient patient = patient(62, Sex.MALE, false, false);
    assertThat(exact(Brock.risk(patient, solid(mm + moreMm, false, false), 1)))
        .isGreaterThanOrEqualTo(exact(Brock.risk(patient, solid(mm, false, false), 1)));
  }

  @Nested
  class Brock2b {

    @Test
    void givesThePublishedVectors() {
      assertRisk(
          Brock.risk(patient(62, Sex.MALE, false, false), solid(10, false, true), 1), 0.05985);
      assertRisk(
          Brock.risk(
              patient(65, Sex.FEMALE, true, true),
              Nodules.withLooks(true, true, Nodules.partSolid(15, null, Change.Kind.BASELINE)),
              2),
          0.64109);
      assertRisk(
          Brock.risk(patient(70, Sex.MALE, false, false), solid(4, false, false), 4), 0.001414);
      assertRisk(
          Brock.risk(
              patient(55, Sex.FEMALE, false, false), Nodules.nonSolid(8, Change.Kind.BASELINE), 1),
          0.022414);
    }

    @Test
    void isBoundedByWhatIsNotKnown() {
      Patient vague = patient(62, null, null, null);
      RatedNodule nodule = solid(10, null, null);

      CancerRisk.Known risk = (CancerRisk.Known) Brock.risk(vague, nodule, 1);

      assertThat(risk.missing())
          .isEqualTo(
              Set.of(
                  MissingFact.SEX,
                  MissingFact.FAMILY_HISTORY,
                  MissingFact.EMPHYSEMA,
                  MissingFact.LOBE,
                  MissingFact.SPICULATION));
      assertThat(risk.low())
          .isEqualTo(
              exact(Brock.risk(patient(62, Sex.MALE, false, false), solid(10, false, false), 1)));
      assertThat(risk.high())
          .isEqualTo(
              exact(Brock.risk(patient(62, Sex.FEMALE, true, true), solid(10, true, true), 1)));
    }

    @Test
    void isNotGivenWithoutAnAge() {
      assertThat(Brock.risk(Patient.unknown(), solid(10, true, true), 1))
          .isEqualTo(new CancerRisk.Unknown(1, CancerRisk.Reason.AGE_NOT_KNOWN));
    }
  }

  @Nested
  class MayoModel {

    @Test
    void givesThePublishedVectors() {
      assertRisk(Mayo.risk(mayo(62, true, false, null), solid(10, false, true)), 0.17458);
      assertRisk(Mayo.risk(mayo(50, false, false, null), solid(8, false, false)), 0.020775);
    }

    @ParameterizedTest
    @CsvSource({"3.9, false", "4.0, true", "30.0, true", "30.1, false"})
    void isForNodulesOf4To30Mm(double mm, boolean given) {
      CancerRisk risk = Mayo.risk(mayo(62, true, false, null), solid(mm, false, false));
      assertThat(risk instanceof CancerRisk.Known).isEqualTo(given);
    }

    @ParameterizedTest
    @CsvSource({"5, false", "6, true"})
    void excludesACancerWithin5Years(int years, boolean given) {
      CancerRisk risk = Mayo.risk(mayo(62, true, true, years), solid(10, false, false));
      assertThat(risk instanceof CancerRisk.Known).isEqualTo(given);
    }

    @Test
    void isBoundedWhereTheDateOfTheCancerIsNotKnown() {
      CancerRisk.Known risk =
          (CancerRisk.Known) Mayo.risk(mayo(62, true, true, null), solid(10, false, false));
      assertThat(risk.missing()).isEqualTo(Set.of(MissingFact.TIME_SINCE_CANCER));
      assertThat(risk.high())
          .isEqualTo(exact(Mayo.risk(mayo(62, true, true, 9), solid(10, false, false))));
    }

    @Test
    void saysThatNobodyKnowsOfAnEarlierLungCancer() {
      Patient patient = new Patient(62, null, true, false, null, null, null, null, null);
      assertThat(((CancerRisk.Known) Mayo.risk(patient, solid(10, false, false))).missing())
          .isEqualTo(Set.of(MissingFact.CANCER_HISTORY));
    }

    @Test
    void isNotForWhoHadLungCancer() {
      Patient patient = new Patient(62, null, true, false, null, true, null, null, null);
      assertThat(Mayo.risk(patient, solid(10, false, false)))
          .isEqualTo(new CancerRisk.Unknown(1, CancerRisk.Reason.LUNG_CANCER_BEFORE));
    }
  }

  @Nested
  class Thresholds {

    @ParameterizedTest
    @CsvSource({
      "0.02, 0.0999, BELOW_10_PERCENT",
      "0.10, 0.2, FROM_10_PERCENT",
      "0.0999, 0.10, NOT_DECIDED",
    })
    void ofTheBtsForBrock(double low, double high, Bts.BrockBand expected) {
      assertThat(Bts.brockBand(new CancerRisk.Known(1, low, high, Set.of()))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
      "0.0999, BELOW_10_PERCENT",
      "0.10, FROM_10_TO_70_PERCENT",
      "0.70, FROM_10_TO_70_PERCENT",
      "0.7001, ABOVE_70_PERCENT",
    })
    void ofTheBtsForHerder(double probability, Bts.HerderBand expected) {
      assertThat(Bts.herderBand(probability)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"400, WORK_UP", "400.1, CONSIDER", "600, CONSIDER", "600.1, FOLLOW"})
    void ofTheBtsForDoublingTimes(double days, Bts.DoublingBand expected) {
      assertThat(Bts.doublingBand(days)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"100, 124.9, true", "100, 125, false", "100, 75.1, true", "100, 75, false"})
    void ofAStableVolume(double earlier, double later, boolean stable) {
      assertThat(Bts.isStable(earlier, later)).isEqualTo(stable);
    }
  }

  @Nested
  class HerderModel {

    @Test
    void followsItsFormula() {
      assertThat(Herder.probability(0.17458, Herder.Uptake.NONE, 8))
          .isCloseTo(1 / (1 + Math.exp(4.739 - 3.691 * 0.17458)), within(1e-12));
      assertThat(Herder.VERIFIED).as("the uptakes' weights are recalled, not read").isFalse();
    }

    @ParameterizedTest
    @EnumSource(Herder.Uptake.class)
    void isForNodulesFrom8Mm(Herder.Uptake uptake) {
      assertThat(Herder.probability(0.5, uptake, 8)).isBetween(0.0, 1.0);
      assertThatThrownBy(() -> Herder.probability(0.5, uptake, 7.9))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 8 mm");
    }
  }

  private static Patient patient(int age, Sex sex, Boolean family, Boolean emphysema) {
    return new Patient(age, sex, null, null, null, null, family, emphysema, null);
  }

  private static Patient mayo(int age, Boolean smoked, Boolean cancer, Integer years) {
    return new Patient(age, null, smoked, cancer, years, false, null, null, null);
  }

  private static RatedNodule solid(double mm, Boolean spiculated, Boolean upperLobe) {
    return Nodules.withLooks(
        spiculated,
        upperLobe,
        new RatedNodule(
            1,
            RatedNodule.Form.PARENCHYMAL,
            Texture.SOLID,
            mm,
            NoduleSize.ofMeanDiameter(mm),
            null,
            null,
            null,
            false,
            false,
            Change.of(Change.Kind.BASELINE)));
  }

  private static double exact(CancerRisk risk) {
    CancerRisk.Known known = (CancerRisk.Known) risk;
    assertThat(known.low()).isEqualTo(known.high());
    return known.low();
  }

  private static void assertRisk(CancerRisk risk, double expected) {
    assertThat(((CancerRisk.Known) risk).missing()).isEmpty();
    assertThat(exact(risk)).isCloseTo(expected, within(expected * 5e-4));
  }
}
