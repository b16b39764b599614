package org.hilum.validation.agreement;

import java.util.Arrays;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/** Measures of agreement between two raters of the same cases. */
public final class Agreement {

  private Agreement() {}

  /**
   * Spearman's rank correlation, ties sharing their mean rank (Spearman C, Am J Psychol
   * 1904;15:72).
   *
   * @return {@code NaN} for fewer than two cases, or where one rater always says the same
   */
  public static double spearman(double[] a, double[] b) {
    requireSameLength(a.length, b.length);
    if (a.length < 2) {
      return Double.NaN;
    }
    return new SpearmansCorrelation().correlation(a, b);
  }

  /**
   * Cohen's kappa with quadratic weights (Cohen J, Psychol Bull 1968;70:213): 1 − Σwo/Σwe, where w
   * is the squared distance of two ratings, o the observed and e the chance frequencies.
   *
   * @return {@code NaN} without cases, or where chance alone leaves no room for disagreement
   */
  public static double quadraticKappa(int[] a, int[] b) {
    requireSameLength(a.length, b.length);
    if (a.length == 0) {
      return Double.NaN;
    }
    double observed = 0;
    for (int i = 0; i < a.length; i++) {
      observed += square(a[i] - b[i]);
    }
    observed /= a.length;
    // The mean of (x − y)² over all pairs, from the two raters' means and mean squares.
    double expected = meanSquare(a) + meanSquare(b) - 2 * mean(a) * mean(b);
    return expected <= 0 ? Double.NaN : 1 - observed / expected;
  }

  private static double mean(int[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double meanSquare(int[] values) {
    return Arrays.stream(values).mapToDouble(v -> square(v)).average().orElseThrow();
  }

  private static double square(double x) {
    return x * x;
  }

  private static void requireSameLength(int a, int b) {
    if (a != b) {
      throw new IllegalArgumentException("%d ratings against %d".formatted(a, b));
    }
  }
}
