package org.hilum.validation.roc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether probabilities mean what they say.
 *
 * @param brier the mean squared difference between probability and outcome (Brier GW, Mon Weather
 *     Rev 1950;78:1); 0 is perfect, 0.25 is what saying 0.5 always gives
 * @param expectedCalibrationError the mean over bins, weighted by their cases, of the distance
 *     between mean probability and share of positives (Naeini MP et al., AAAI 2015)
 * @param bins ten of equal width; empty ones are left out
 */
public record Calibration(double brier, double expectedCalibrationError, List<Bin> bins) {

  private static final int BINS = 10;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * @param share of positives among the bin's cases
   */
  public record Bin(double low, double high, double meanProbability, Proportion share) {}

  /**
   * Nothing for an empty list of cases.
   *
   * @throws IllegalArgumentException if a score is not between 0 and 1
   */
  public static @Nullable Calibration of(ScoredCases cases) {
    if (cases.size() == 0) {
      return null;
    }
    double[] sums = new double[BINS];
    int[] counts = new int[BINS];
    int[] positives = new int[BINS];
    double squares = 0;
    for (int i = 0; i < cases.size(); i++) {
      double p = cases.score(i);
      if (p < 0 || p > 1) {
        throw new IllegalArgumentException(p + " is no probability");
      }
      int bin = Math.min(BINS - 1, (int) (p * BINS));
      sums[bin] += p;
      counts[bin]++;
      positives[bin] += cases.positive(i) ? 1 : 0;
      double error = p - (cases.positive(i) ? 1 : 0);
      squares += error * error;
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int b = 0; b < BINS; b++) {
      if (counts[b] > 0) {
        Proportion share = new Proportion(positives[b], counts[b]);
        double mean = sums[b] / counts[b];
        bins.add(new Bin((double) b / BINS, (b + 1.0) / BINS, mean, share));
        error += Math.abs(mean - share.value()) * counts[b] / cases.size();
      }
    }
    return new Calibration(squares / cases.size(), error, bins);
  }
}
