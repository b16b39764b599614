package org.hilum.model.assess.text;

import java.util.SplittableRandom;

/**
 * The factors whose weight for malignancy is published, and how common each is among patients with
 * a benign nodule. The weight is the logarithm of the odds ratio: {@code BROCK} is model 2b of
 * McWilliams 2013, {@code MAYO} is Swensen 1997 (clinical-rules C1, C2). The frequencies are round
 * numbers of the kind seen in screening; the published weight does not depend on them.
 */
public enum RiskFactor {
  AGE("Brock", 0.0287, Double.NaN),
  SEX("Brock", 0.6011, 0.45),
  SMOKING("Mayo", 0.7917, 0.55),
  EXTRATHORACIC_CANCER("Mayo", 1.3388, 0.08),
  FAMILY("Brock", 0.2961, 0.15),
  EMPHYSEMA("Brock", 0.2953, 0.30);

  /** Age among patients with a benign nodule. */
  private static final double MEAN_AGE_YEARS = 60;

  private static final double AGE_DEVIATION_YEARS = 10;

  private final String source;
  private final double logOddsRatio;
  private final double benignFrequency;

  RiskFactor(String source, double logOddsRatio, double benignFrequency) {
    this.source = source;
    this.logOddsRatio = logOddsRatio;
    this.benignFrequency = benignFrequency;
  }

  public String source() {
    return source;
  }

  /** Natural logarithm; of {@link #AGE} a year, of the others present against absent. */
  public double logOddsRatio() {
    return logOddsRatio;
  }

  /** How often it is present, given the label. */
  double frequency(boolean malignant) {
    if (!malignant) {
      return benignFrequency;
    }
    double odds = benignFrequency / (1 - benignFrequency) * Math.exp(logOddsRatio);
    return odds / (1 + odds);
  }

  /** What knowing the value adds to the log-odds of malignancy. */
  double evidence(boolean value) {
    return value
        ? Math.log(frequency(true) / frequency(false))
        : Math.log((1 - frequency(true)) / (1 - frequency(false)));
  }

  /**
   * What an age adds: both labels' ages are normal with the same deviation, malignant ones older by
   * weight times variance, which makes the log-odds linear in age with the published slope.
   */
  static double ageEvidence(double ageYears) {
    return AGE.logOddsRatio * (ageYears - MEAN_AGE_YEARS - ageShiftYears() / 2);
  }

  /** Draws an age, in years, given the label. */
  static int age(boolean malignant, SplittableRandom random) {
    double mean = MEAN_AGE_YEARS + (malignant ? ageShiftYears() : 0);
    return (int) Math.round(mean + AGE_DEVIATION_YEARS * random.nextGaussian());
  }

  private static double ageShiftYears() {
    return AGE.logOddsRatio * AGE_DEVIATION_YEARS * AGE_DEVIATION_YEARS;
  }
}
