package org.hilum.validation.froc;

/**
 * Sensitivity against false positives a scan, from the strictest threshold to the loosest. Point 0
 * is (0, 0); equal scores make one point.
 */
public final class FrocCurve {

  private final double[] falsePositivesPerScan;
  private final double[] sensitivity;
  private final double[] thresholds;

  FrocCurve(double[] falsePositivesPerScan, double[] sensitivity, double[] thresholds) {
    this.falsePositivesPerScan = falsePositivesPerScan;
    this.sensitivity = sensitivity;
    this.thresholds = thresholds;
  }

  public int points() {
    return sensitivity.length;
  }

  public double falsePositivesPerScan(int point) {
    return falsePositivesPerScan[point];
  }

  public double sensitivity(int point) {
    return sensitivity[point];
  }

  /** The lowest score that still counts at this point; infinite at point 0. */
  public double threshold(int point) {
    return thresholds[point];
  }

  /** The loosest threshold with at most this many false positives a scan; infinite for none. */
  public double thresholdAt(double rate) {
    double threshold = Double.POSITIVE_INFINITY;
    for (int point = 0; point < points(); point++) {
      if (falsePositivesPerScan[point] <= rate) {
        threshold = thresholds[point];
      }
    }
    return threshold;
  }

  /**
   * Sensitivity at a rate of false positives, linear between the curve's points and level beyond
   * its last, as numpy's {@code interp} does for LUNA16's script.
   */
  public double sensitivityAt(double rate) {
    int last = points() - 1;
    // The last of several points at one rate counts: the curve rises there without a cost.
    int low = 0;
    int high = last;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (falsePositivesPerScan[middle] <= rate) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (low == last) {
      return sensitivity[last];
    }
    double share =
        (rate - falsePositivesPerScan[low])
            / (falsePositivesPerScan[low + 1] - falsePositivesPerScan[low]);
    return sensitivity[low] + share * (sensitivity[low + 1] - sensitivity[low]);
  }
}
