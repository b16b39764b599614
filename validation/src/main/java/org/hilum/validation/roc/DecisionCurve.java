package org.hilum.validation.roc;

import java.util.ArrayList;
import java.util.List;

/**
 * The net benefit of acting on a probability above a threshold: true positives a case, less false
 * positives a case weighted by the odds of the threshold (Vickers AJ, Elkin EB, Med Decis Making
 * 2006;26:565). Acting on nobody has net benefit 0.
 */
public record DecisionCurve(List<Point> points) {

  public DecisionCurve {
    points = List.copyOf(points);
  }

  /**
   * @param model net benefit of acting where the probability is at least the threshold
   * @param actOnAll net benefit of acting on everybody
   */
  public record Point(double threshold, double model, double actOnAll) {}

  /**
   * At thresholds 0.01, 0.02 … 0.99.
   *
   * @throws IllegalArgumentException if there are no cases
   */
  public static DecisionCurve of(ScoredCases cases) {
    if (cases.size() == 0) {
      throw new IllegalArgumentException("there are no cases");
    }
    List<Point> points = new ArrayList<>();
    double n = cases.size();
    for (int percent = 1; percent < 100; percent++) {
      double threshold = percent / 100.0;
      double odds = threshold / (1 - threshold);
      int hits = 0;
      int alarms = 0;
      for (int i = 0; i < cases.size(); i++) {
        if (cases.score(i) >= threshold) {
          hits += cases.positive(i) ? 1 : 0;
          alarms += cases.positive(i) ? 0 : 1;
        }
      }
      points.add(
          new Point(
              threshold,
              hits / n - alarms / n * odds,
              cases.positives() / n - cases.negatives() / n * odds));
    }
    return new DecisionCurve(points);
  }
}
