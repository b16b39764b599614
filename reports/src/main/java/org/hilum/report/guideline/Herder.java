package org.hilum.report.guideline;

/**
 * Herder's model: the Mayo risk corrected by what FDG-PET showed, for nodules of at least 8 mm. The
 * weights of the uptakes are recalled and not verified against the paper, so every use has to say
 * so: {@link #VERIFIED} is false, and no report draws on it.
 */
public final class Herder {

  /** Whether the weights were read in a source. */
  public static final boolean VERIFIED = false;

  /** The smallest nodule it is for. */
  public static final double MINIMUM_MM = 8;

  /** How much FDG the nodule took up. */
  public enum Uptake {
    NONE(0),
    FAINT(2.322),
    MODERATE(4.617),
    INTENSE(4.771);

    private final double weight;

    Uptake(double weight) {
      this.weight = weight;
    }
  }

  private Herder() {}

  /**
   * The probability, from 0 to 1.
   *
   * @param mayo the Mayo risk, from 0 to 1
   * @throws IllegalArgumentException if the nodule is too small or the risk is none
   */
  public static double probability(double mayo, Uptake uptake, double longAxisMm) {
    if (!(mayo >= 0 && mayo <= 1)) {
      throw new IllegalArgumentException("a Mayo risk lies between 0 and 1, got " + mayo);
    }
    if (!(longAxisMm >= MINIMUM_MM)) {
      throw new IllegalArgumentException(
          "Herder's model is for nodules of at least 8 mm, got " + longAxisMm);
    }
    return Unknowns.logistic(-4.739 + 3.691 * mayo + uptake.weight);
  }
}
