package org.hilum.model.assess.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.Sex;
import org.hilum.model.history.SmokingStatus;
import org.jspecify.annotations.Nullable;

/**
 * Histories for nodules that have none: drawn given the label, so that each factor weighs as much
 * as was published ({@link RiskFactor}), told in Chinese or English, with denials, omissions and
 * things beside the point. They are simulated, and so is every figure that rests on them.
 *
 * <p>Pack-years and earlier lung cancer are told too, but equally often for both labels, because
 * neither source publishes a weight for them.
 */
public final class HistorySimulator {

  private static final double MENTIONED = 0.6;

  /** Some histories tell a factor or two and nothing else; each must weigh the same there. */
  private static final double SPARSE = 0.3;

  private static final int FACTORS = RiskFactor.values().length;
  private static final double FACTORS_ONLY = 0.3;
  private static final double TEXT_ONLY = 0.3;

  /** What is beside the point goes on with this probability, so that 1.5 such phrases are usual. */
  private static final double BESIDE_THE_POINT = 0.6;

  /** Of histories of nobody, so many tell of no factor: what is beside the point weighs nothing. */
  private static final double SILENT = 0.15;

  private final Phrases phrases = Phrases.load();

  /**
   * @param evidence what the told facts add to the log-odds of malignancy
   */
  public record Simulated(ClinicalHistory history, double evidence) {}

  /** Every phrase, for the vocabulary. */
  public Collection<String> texts() {
    return phrases.all();
  }

  /** Of a patient with such a nodule. */
  public Simulated draw(boolean malignant, SplittableRandom random) {
    return draw(Patients.with(malignant), random);
  }

  /**
   * Of nobody: each factor is present in half of these histories and ages are drawn evenly, so that
   * rare factors are met as often as others. Some tell of no factor at all.
   */
  public Simulated drawEvenly(SplittableRandom random) {
    return draw(Patients.EVEN, random);
  }

  private Simulated draw(Patients patients, SplittableRandom random) {
    Draft draft = new Draft(phrases, patients, random);
    draft.age();
    draft.sex();
    draft.smoking();
    draft.extrathoracicCancer();
    draft.lungCancer();
    draft.family();
    draft.emphysema();
    return draft.finish();
  }

  /**
   * Whose histories are drawn.
   *
   * @param frequency how often a factor is present
   * @param ageYears draws an age
   * @param silent how often no factor is told
   */
  private record Patients(
      ToDoubleFunction<RiskFactor> frequency,
      ToIntFunction<SplittableRandom> ageYears,
      double silent) {

    static final Patients EVEN =
        new Patients(factor -> 0.5, random -> 30 + random.nextInt(60), SILENT);

    static Patients with(boolean malignant) {
      return new Patients(
          factor -> factor.frequency(malignant), random -> RiskFactor.age(malignant, random), 0);
    }
  }

  private static final class Draft {
    private final Phrases phrases;
    private final Patients patients;
    private final SplittableRandom random;
    private final boolean chinese;
    private final boolean inFactors;
    private final boolean inText;
    private final @Nullable Set<RiskFactor> only;
    private final List<String> told = new ArrayList<>();
    private double evidence;

    private @Nullable Factor<Integer> age;
    private @Nullable Factor<Sex> sex;
    private @Nullable Factor<SmokingStatus> smoking;
    private @Nullable Factor<Double> packYears;
    private @Nullable Factor<Boolean> extrathoracicCancer;
    private @Nullable Factor<Boolean> lungCancer;
    private @Nullable Factor<Boolean> family;
    private @Nullable Factor<Boolean> emphysema;

    Draft(Phrases phrases, Patients patients, SplittableRandom random) {
      this.phrases = phrases;
      this.patients = patients;
      this.random = random;
      this.chinese = random.nextBoolean();
      double form = random.nextDouble();
      this.inText = form >= FACTORS_ONLY;
      this.inFactors = form < 1 - TEXT_ONLY;
      this.only = only();
    }

    private @Nullable Set<RiskFactor> only() {
      if (random.nextDouble() < patients.silent()) {
        return Set.of();
      }
      return random.nextDouble() < SPARSE ? new HashSet<>(List.of(anyFactor(), anyFactor())) : null;
    }

    private RiskFactor anyFactor() {
      return RiskFactor.values()[random.nextInt(FACTORS)];
    }

    private boolean mentioned(RiskFactor factor) {
      return only == null ? random.nextDouble() < MENTIONED : only.contains(factor);
    }

    private <T> @Nullable Factor<T> factor(T value) {
      return inFactors ? new Factor<>(value, "simulated", "simulated") : null;
    }

    private void tell(String factor, String value, int number) {
      if (inText) {
        told.add(
            phrases.pick(factor, value, chinese, random).replace("{n}", Integer.toString(number)));
      }
    }

    void age() {
      int years = patients.ageYears().applyAsInt(random);
      if (mentioned(RiskFactor.AGE) && years >= 20 && years <= 99) {
        age = factor(years);
        tell("AGE", "-", years);
        // A text says no more than the decade to the tokenizer.
        evidence += RiskFactor.ageEvidence(inFactors ? years : years / 10 * 10 + 4.5);
      }
    }

    void sex() {
      boolean female = draw(RiskFactor.SEX);
      if (mentioned(RiskFactor.SEX)) {
        sex = factor(female ? Sex.FEMALE : Sex.MALE);
        tell("SEX", female ? "FEMALE" : "MALE", 0);
        evidence += RiskFactor.SEX.evidence(female);
      }
    }

    void smoking() {
      boolean smoked = draw(RiskFactor.SMOKING);
      int amount = 5 + random.nextInt(55);
      if (mentioned(RiskFactor.SMOKING)) {
        SmokingStatus[] kinds = {SmokingStatus.CURRENT, SmokingStatus.FORMER, SmokingStatus.EVER};
        smoking = factor(smoked ? kinds[random.nextInt(kinds.length)] : SmokingStatus.NEVER);
        if (smoked && random.nextBoolean()) {
          packYears = factor((double) amount);
        }
        tell("SMOKING", truth(smoked), amount);
        evidence += RiskFactor.SMOKING.evidence(smoked);
      }
    }

    void extrathoracicCancer() {
      boolean had = draw(RiskFactor.EXTRATHORACIC_CANCER);
      if (mentioned(RiskFactor.EXTRATHORACIC_CANCER)) {
        extrathoracicCancer = factor(had);
        tell("EXTRATHORACIC_CANCER", truth(had), 0);
        evidence += RiskFactor.EXTRATHORACIC_CANCER.evidence(had);
      }
    }

    void lungCancer() {
      boolean had = random.nextDouble() < 0.05;
      if (only == null && random.nextDouble() < 0.2) {
        lungCancer = factor(had);
        tell("LUNG_CANCER", truth(had), 0);
      }
    }

    void family() {
      boolean had = draw(RiskFactor.FAMILY);
      if (mentioned(RiskFactor.FAMILY)) {
        family = factor(had);
        tell("FAMILY", truth(had), 0);
        evidence += RiskFactor.FAMILY.evidence(had);
      }
    }

    void emphysema() {
      boolean had = draw(RiskFactor.EMPHYSEMA);
      if (mentioned(RiskFactor.EMPHYSEMA)) {
        emphysema = factor(had);
        tell("EMPHYSEMA", truth(had), 0);
        evidence += RiskFactor.EMPHYSEMA.evidence(had);
      }
    }

    private boolean draw(RiskFactor factor) {
      return random.nextDouble() < patients.frequency().applyAsDouble(factor);
    }

    private static String truth(boolean value) {
      return Boolean.toString(value).toUpperCase(Locale.ROOT);
    }

    Simulated finish() {
      while (inText && random.nextDouble() < BESIDE_THE_POINT) {
        tell("NONE", "-", 1 + random.nextInt(30));
      }
      Collections.shuffle(told, new Random(random.nextLong()));
      List<HistoryText> texts =
          told.isEmpty()
              ? List.of()
              : List.of(
                  new HistoryText(
                      "simulated",
                      String.join(chinese ? "，" : ", ", told) + (chinese ? "。" : ".")));
      return new Simulated(
          new ClinicalHistory(
              texts,
              age,
              sex,
              smoking,
              packYears,
              extrathoracicCancer,
              lungCancer,
              family,
              emphysema),
          evidence);
    }
  }
}
