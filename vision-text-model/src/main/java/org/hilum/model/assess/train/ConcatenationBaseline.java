package org.hilum.model.assess.train;

import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.text.HistoryEncoding;

/**
 * What the bridge is measured against: the images' log-odds, the history's factors and a bag of its
 * words put side by side, and a logistic regression on all of them. It learns, as the bridge does,
 * from what the simulation itself says that a history is worth.
 */
final class ConcatenationBaseline {

  private static final int PASSES = 60;
  private static final double RATE = 0.05;
  private static final double RIDGE = 0.003;

  private final double[] weights;

  /**
   * A case whose images were not learnt from.
   *
   * @param images log-odds of malignancy
   * @param both the same with the simulation's evidence
   */
  record Case(double images, HistoryEncoding history, double both) {}

  private ConcatenationBaseline(double[] weights) {
    this.weights = weights;
  }

  /** Logistic regression by stochastic gradient descent with an L2 penalty. */
  static ConcatenationBaseline fit(List<Case> cases, int vocabulary, long seed) {
    double[] weights = new double[size(vocabulary)];
    weights[1] = 1;
    SplittableRandom random = new SplittableRandom(seed);
    int steps = PASSES * cases.size();
    for (int step = 0; step < steps; step++) {
      Case item = cases.get(random.nextInt(cases.size()));
      double[] x = features(item.images(), item.history(), vocabulary);
      double error = Calibration.logistic(dot(weights, x)) - Calibration.logistic(item.both());
      double rate = RATE * (1 - step / (double) steps);
      for (int i = 0; i < weights.length; i++) {
        double pull = i < 2 ? 0 : RIDGE * weights[i];
        if (x[i] != 0 || pull != 0) {
          weights[i] -= rate * (error * x[i] + pull);
        }
      }
    }
    return new ConcatenationBaseline(weights);
  }

  double logOdds(double images, HistoryEncoding history) {
    return dot(weights, features(images, history, vocabulary()));
  }

  private int vocabulary() {
    return weights.length - size(0);
  }

  private static int size(int vocabulary) {
    return 2
        + AssessorNetwork.FACTORS * AssessorNetwork.FACTOR_VALUES
        + AssessorNetwork.FACTORS
        + vocabulary;
  }

  private static double[] features(double images, HistoryEncoding history, int vocabulary) {
    double[] x = new double[size(vocabulary)];
    x[0] = 1;
    x[1] = images;
    int at = 2;
    for (float value : history.factors()) {
      x[at++] = value;
    }
    for (float value : history.known()) {
      x[at++] = value;
    }
    for (int word = 0; word < AssessorNetwork.WORDS; word++) {
      if (history.written()[word] > 0) {
        x[at + (int) history.words()[word]] = 1;
      }
    }
    return x;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
