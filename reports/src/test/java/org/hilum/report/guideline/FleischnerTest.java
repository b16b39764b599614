package org.hilum.report.guideline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.report.Language;
import org.hilum.report.Messages;
import org.hilum.report.guideline.Fleischner.Exclusion;
import org.hilum.report.guideline.Fleischner.FollowUp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleischnerTest {

  private static final Patient ADULT =
      new Patient(66, null, null, false, null, false, null, null, false);
  private static final Examination BY_CHANCE =
      new Examination(false, Examination.State.EVALUABLE, null);

  @ParameterizedTest(name = "{0} mm: {1}, {2}")
  @CsvSource({
    "5.9, NONE, OPTIONAL_12_MONTHS",
    "6.0, AT_6_TO_12_CONSIDER_18_TO_24, AT_6_TO_12_THEN_18_TO_24",
    "8.0, AT_6_TO_12_CONSIDER_18_TO_24, AT_6_TO_12_THEN_18_TO_24",
    "8.1, CONSIDER_3_MONTHS_PET_OR_BIOPSY, CONSIDER_3_MONTHS_PET_OR_BIOPSY",
  })
  void advisesOnASingleSolidNodule(double mm, FollowUp low, FollowUp high) {
    assertAdvice(low, high, Nodules.solid(mm, Change.Kind.BASELINE));
  }

  @ParameterizedTest(name = "{0} mm3: {1}")
  @CsvSource({
    "99, NONE",
    "100, AT_6_TO_12_CONSIDER_18_TO_24",
    "250, AT_6_TO_12_CONSIDER_18_TO_24",
    "251, CONSIDER_3_MONTHS_PET_OR_BIOPSY",
  })
  void advisesByVolume(double mm3, FollowUp low) {
    assertThat(advise(Nodules.ofVolume(Texture.SOLID, mm3, Change.Kind.BASELINE)).get(0).lowRisk())
        .isEqualTo(low);
  }

  @ParameterizedTest(name = "{0} mm: {1}, {2}")
  @CsvSource({
    "5.9, NONE, OPTIONAL_12_MONTHS",
    "6.0, AT_3_TO_6_CONSIDER_18_TO_24, AT_3_TO_6_THEN_18_TO_24",
    "8.1, AT_3_TO_6_CONSIDER_18_TO_24, AT_3_TO_6_THEN_18_TO_24",
  })
  void advisesOnSeveralSolidNodulesByTheLargest(double mm, FollowUp low, FollowUp high) {
    assertAdvice(
        low, high, Nodules.solid(4, Change.Kind.BASELINE), Nodules.solid(mm, Change.Kind.BASELINE));
  }

  @ParameterizedTest(name = "non-solid {0} mm: {1}")
  @CsvSource({"5.9, NONE", "6.0, NON_SOLID_6_TO_12_THEN_EVERY_2_YEARS"})
  void advisesOnANonSolidNodule(double mm, FollowUp followUp) {
    assertAdvice(followUp, followUp, Nodules.nonSolid(mm, Change.Kind.BASELINE));
  }

  @ParameterizedTest(name = "part-solid {0} mm, solid {1} mm, {2}: {3}")
  @CsvSource({
    "5.9, 3.0, BASELINE, NONE",
    "6.0, 3.0, BASELINE, PART_SOLID_3_TO_6_THEN_YEARLY",
    "9.0, 5.9, STABLE, PART_SOLID_3_TO_6_THEN_YEARLY",
    "9.0, 6.0, BASELINE, PART_SOLID_PET_BIOPSY_OR_RESECTION",
    "9.0, 2.0, GROWING, PART_SOLID_PET_BIOPSY_OR_RESECTION",
    "9.0, , BASELINE, PART_SOLID_BY_SOLID_PART",
  })
  void advisesOnAPartSolidNodule(double mm, Double solidMm, Change.Kind change, FollowUp followUp) {
    assertAdvice(followUp, followUp, Nodules.partSolid(mm, solidMm, change));
  }

  @ParameterizedTest(name = "several subsolid, {0} mm: {1}")
  @CsvSource({
    "5.9, SUBSOLID_3_TO_6_CONSIDER_2_AND_4_YEARS",
    "6.0, SUBSOLID_3_TO_6_BY_MOST_SUSPICIOUS",
  })
  void advisesOnSeveralSubsolidNodules(double mm, FollowUp followUp) {
    assertAdvice(
        followUp,
        followUp,
        Nodules.nonSolid(3, Change.Kind.BASELINE),
        Nodules.partSolid(mm, 1.0, Change.Kind.BASELINE));
  }

  @Test
  void advisesOnSolidAndSubsolidNodulesApart() {
    assertThat(
            advise(
                Nodules.solid(9, Change.Kind.BASELINE), Nodules.nonSolid(7, Change.Kind.BASELINE)))
        .extracting(Fleischner.Advice::ruleId)
        .containsExactly("nonsolid.single.ge6", "solid.multiple.gt8");
  }

  @Test
  void refusesByName() {
    List<RatedNodule> nodules = List.of(Nodules.solid(7, Change.Kind.BASELINE));
    Examination screening = new Examination(true, Examination.State.EVALUABLE, null);
    assertExcluded(Exclusion.SCREENING, ADULT, screening, nodules);
    assertExcluded(Exclusion.UNDER_35_YEARS, patient(34, false, false, false), BY_CHANCE, nodules);
    assertExcluded(Exclusion.KNOWN_CANCER, patient(66, true, false, false), BY_CHANCE, nodules);
    assertExcluded(Exclusion.KNOWN_CANCER, patient(66, false, true, false), BY_CHANCE, nodules);
    assertExcluded(
        Exclusion.IMMUNOSUPPRESSION, patient(66, false, false, true), BY_CHANCE, nodules);
    assertExcluded(Exclusion.NO_NODULE, ADULT, BY_CHANCE, List.of());
    assertThat(Fleischner.assess(patient(35, false, false, false), BY_CHANCE, nodules))
        .isInstanceOf(Fleischner.Result.Applicable.class);
  }

  @Test
  void listsWhatWouldExcludeAndIsNotKnown() {
    Fleischner.Result result =
        Fleischner.assess(
            Patient.unknown(),
            Examination.ofUnknownPurpose(),
            List.of(Nodules.partSolid(9, null, Change.Kind.BASELINE)));
    assertThat(((Fleischner.Result.Applicable) result).missing())
        .containsExactlyInAnyOrder(
            MissingFact.PURPOSE_OF_EXAMINATION,
            MissingFact.AGE,
            MissingFact.CANCER_HISTORY,
            MissingFact.IMMUNE_STATUS,
            MissingFact.SOLID_COMPONENT);
  }

  @Test
  void hasATextForEveryRowAndAdviceInEveryLanguage() {
    for (Language language : Language.values()) {
      Messages messages = Messages.in(language);
      for (FollowUp followUp : FollowUp.values()) {
        assertThat(messages.text("fleischner.followUp." + followUp)).isNotBlank();
      }
      for (Exclusion exclusion : Exclusion.values()) {
        assertThat(messages.text("fleischner.exclusion." + exclusion)).isNotBlank();
      }
      for (double mm : new double[] {3, 7, 9}) {
        for (RatedNodule nodule :
            List.of(
                Nodules.solid(mm, Change.Kind.BASELINE),
                Nodules.nonSolid(mm, Change.Kind.BASELINE),
                Nodules.partSolid(mm, mm, Change.Kind.BASELINE),
                Nodules.partSolid(mm, 1.0, Change.Kind.BASELINE))) {
          for (List<RatedNodule> nodules : List.of(List.of(nodule), List.of(nodule, nodule))) {
            for (Fleischner.Advice advice : advise(nodules.toArray(RatedNodule[]::new))) {
              assertThat(messages.text("fleischner.row." + advice.ruleId())).isNotBlank();
            }
          }
        }
      }
    }
  }

  private static Patient patient(int age, boolean cancer, boolean lungCancer, boolean suppressed) {
    return new Patient(age, null, null, cancer, null, lungCancer, null, null, suppressed);
  }

  private static void assertExcluded(
      Exclusion expected, Patient patient, Examination examination, List<RatedNodule> nodules) {
    assertThat(Fleischner.assess(patient, examination, nodules))
        .isEqualTo(new Fleischner.Result.NotApplicable(expected));
  }

  private static void assertAdvice(FollowUp low, FollowUp high, RatedNodule... nodules) {
    assertThat(advise(nodules))
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.lowRisk()).isEqualTo(low);
              assertThat(advice.highRisk()).isEqualTo(high);
            });
  }

  private static List<Fleischner.Advice> advise(RatedNodule... nodules) {
    Fleischner.Result result = Fleischner.assess(ADULT, BY_CHANCE, Arrays.asList(nodules));
    return ((Fleischner.Result.Applicable) result).advice();
  }
}
