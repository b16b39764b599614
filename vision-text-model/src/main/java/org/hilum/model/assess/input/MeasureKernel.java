package org.hilum.model.assess.input;

/**
 * How alike two candidates measure: the covariance of the Gaussian processes that learn from {@link
 * CandidateMeasures}, and the algebra that they share (Rasmussen and Williams 2006, chapter 2). All
 * measures are standardised; a support holds {@link CandidateMeasures#COUNT} a candidate.
 */
final class MeasureKernel {

  /** One over the squared length scale times two, times the number of measures. */
  private static final double GAMMA = 0.55;

  /**
   * The variance that the detector's numbers explain, against that which the shape explains: of
   * 0.25, 0.5 and 1 the one under which the training patients' ratings are likeliest (same book,
   * chapter 5). The second opinion takes it over.
   */
  private static final double DETECTORS_VARIANCE = 0.25;

  /** Likewise of the segmenter's numbers, and chosen alike, of 0.25, 0.5, 1, 1.5 and 2. */
  private static final double SEGMENTERS_VARIANCE = 1;

  /** The variance of a candidate like no other: all that can be explained. */
  static final double WHOLE_VARIANCE = 1 + DETECTORS_VARIANCE + SEGMENTERS_VARIANCE;

  private MeasureKernel() {}

  /**
   * What is learnt is a sum: of what the shape tells, and of what each of two networks tells.
   *
   * @param other of the support
   */
  static double covariance(float[] measures, int from, float[] support, int other) {
    int at = other * CandidateMeasures.COUNT;
    return alikeInShape(measures, from, support, at)
        + DETECTORS_VARIANCE * alikeToDetector(measures, from, support, at)
        + SEGMENTERS_VARIANCE * alikeToSegmenter(measures, from, support, at);
  }

  /** Who is alike is so in all three. */
  static double alikeInAll(float[] measures, int from, float[] support, int other) {
    int at = other * CandidateMeasures.COUNT;
    return alikeInShape(measures, from, support, at)
        * alikeToDetector(measures, from, support, at)
        * alikeToSegmenter(measures, from, support, at);
  }

  private static double alikeInShape(float[] a, int fromA, float[] b, int fromB) {
    return alike(a, fromA, b, fromB, 0, CandidateMeasures.FROM_DETECTOR);
  }

  private static double alikeToDetector(float[] a, int fromA, float[] b, int fromB) {
    return alike(
        a, fromA, b, fromB, CandidateMeasures.FROM_DETECTOR, CandidateMeasures.FROM_SEGMENTER);
  }

  private static double alikeToSegmenter(float[] a, int fromA, float[] b, int fromB) {
    return alike(a, fromA, b, fromB, CandidateMeasures.FROM_SEGMENTER, CandidateMeasures.COUNT);
  }

  private static double alike(float[] a, int fromA, float[] b, int fromB, int first, int end) {
    double squared = 0;
    for (int i = first; i < end; i++) {
      double gap = a[fromA + i] - b[fromB + i];
      squared += gap * gap;
    }
    return Math.exp(-GAMMA * squared / (end - first));
  }

  /**
   * The lower triangle L of L L' = the covariances plus noise.
   *
   * @param noise a variance for each of the support
   * @param chosen of the support, in this order
   */
  static double[][] cholesky(float[] support, float[] noise, int[] chosen) {
    int n = chosen.length;
    double[][] lower = new double[n][];
    for (int i = 0; i < n; i++) {
      int at = chosen[i] * CandidateMeasures.COUNT;
      double[] row = new double[i + 1];
      for (int j = 0; j < i; j++) {
        row[j] = covariance(support, at, support, chosen[j]) - dot(row, lower[j], j);
        row[j] /= lower[j][j];
      }
      row[i] = Math.sqrt(WHOLE_VARIANCE + noise[chosen[i]] - dot(row, row, i));
      lower[i] = row;
    }
    return lower;
  }

  static double dot(double[] a, double[] b, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The x of L L' x = target. */
  static double[] solve(double[][] lower, double[] target) {
    int n = target.length;
    double[] x = target.clone();
    for (int i = 0; i < n; i++) {
      x[i] = (x[i] - dot(lower[i], x, i)) / lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      x[i] /= lower[i][i];
      for (int j = 0; j < i; j++) {
        x[j] -= lower[i][j] * x[i];
      }
    }
    return x;
  }
}
