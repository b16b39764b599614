package org.hilum.model.assess.input;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * How like a case measures to the nodules that the assessor learnt from: the log density of a
 * mixture of Gaussians with one component at each remembered nodule (Parzen 1962), up to a
 * constant. A case less familiar than all but {@value #LEFT_OUT_PER_MILLE} in a thousand of the
 * remembered nodules are to the rest is strange, and what the assessor says of it is a guess.
 */
public final class Familiarity {

  /** Remembered nodules that would be strange themselves. */
  private static final int LEFT_OUT_PER_MILLE = 5;

  private final MeasureExpert expert;
  private final double least;

  public Familiarity(MeasureExpert expert) {
    this.expert = requireNonNull(expert, "expert");
    int nodules = expert.nodules();
    double[] densities = new double[nodules];
    for (int n = 0; n < nodules; n++) {
      // Its likeness to itself is one.
      double others = expert.likeness(expert.support(), n * CandidateMeasures.COUNT) - 1;
      densities[n] = Math.log(Math.max(others, 1e-12) / Math.max(1, nodules - 1));
    }
    Arrays.sort(densities);
    this.least = nodules == 0 ? 0 : densities[nodules * LEFT_OUT_PER_MILLE / 1000];
  }

  /**
   * @param measures not standardised
   */
  public double logDensity(float[] measures) {
    float[] x = expert.standardisation().apply(measures);
    return Math.log(Math.max(expert.likeness(x, 0), 1e-12) / Math.max(1, expert.nodules()));
  }

  /** Whether the assessor has learnt from anything like this. */
  public boolean isFamiliar(float[] measures) {
    return logDensity(measures) >= least;
  }
}
