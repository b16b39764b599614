package org.hilum.validation.roc;

import java.util.ArrayList;
import java.util.List;

/**
 * Sensitivity against the share of false alarms at every threshold, from (0, 0) to (1, 1); equal
 * scores make one point.
 */
public record RocCurve(List<Point> points) {

  public RocCurve {
    points = List.copyOf(points);
  }

  /**
   * @param falseAlarms the share of negatives at or above the threshold: 1 − specificity
   * @param precision the share of positives among all at or above the threshold; 1 at the first
   *     point
   */
  public record Point(double threshold, double falseAlarms, double sensitivity, double precision) {}

  /**
   * @throws IllegalArgumentException unless there are cases of both kinds
   */
  public static RocCurve of(ScoredCases cases) {
    cases.requireBothKinds();
    int[] ranking = cases.ranking();
    List<Point> points = new ArrayList<>();
    points.add(new Point(Double.POSITIVE_INFINITY, 0, 0, 1));
    int hits = 0;
    int alarms = 0;
    for (int i = 0; i < ranking.length; i++) {
      double score = cases.score(ranking[i]);
      if (cases.positive(ranking[i])) {
        hits++;
      } else {
        alarms++;
      }
      if (i + 1 == ranking.length || cases.score(ranking[i + 1]) != score) {
        points.add(
            new Point(
                score,
                (double) alarms / cases.negatives(),
                (double) hits / cases.positives(),
                (double) hits / (hits + alarms)));
      }
    }
    return new RocCurve(points);
  }

  /**
   * The best sensitivity among the thresholds whose specificity is at least the one asked for. No
   * interpolation: only a threshold that exists can be used.
   */
  public Point atSpecificity(double specificity) {
    Point best = points.get(0);
    for (Point point : points) {
      if (1 - point.falseAlarms() >= specificity - 1e-12
          && point.sensitivity() > best.sensitivity()) {
        best = point;
      }
    }
    return best;
  }

  /**
   * Average precision: the sum over thresholds of precision times the gain in sensitivity, without
   * interpolation (Davis J, Goadrich M, ICML 2006, warn of interpolating linearly; this is also
   * scikit-learn's definition).
   */
  public double averagePrecision() {
    double sum = 0;
    double before = 0;
    for (Point point : points) {
      sum += (point.sensitivity() - before) * point.precision();
      before = point.sensitivity();
    }
    return sum;
  }
}
