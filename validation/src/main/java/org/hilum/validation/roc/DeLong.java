package org.hilum.validation.roc;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.hilum.validation.ConfidenceInterval;
import org.jspecify.annotations.Nullable;

/**
 * The area under the ROC curve with its confidence interval, and the test whether two systems
 * differ on the same cases.
 *
 * <p>The area is the chance that a positive case scores above a negative one, ties counting half
 * (the Mann-Whitney statistic). Variances and the paired test are by DeLong ER, DeLong DM,
 * Clarke-Pearson DL, Biometrics 1988;44:837, computed from mid-ranks as in Sun X, Xu W, IEEE Signal
 * Process Lett 2014;21:1389. The interval is area ± 1.96 standard errors, cut off at 0 and 1, as
 * R's pROC and Stata's roctab print it.
 */
public final class DeLong {

  private static final double Z_95 =
      new NormalDistribution(null, 0, 1).inverseCumulativeProbability(0.975);

  private DeLong() {}

  /**
   * @param variance of the area; 0 where the kinds are perfectly apart, or there are too few cases
   *     to tell
   * @param interval null where the variance is 0: that is no certainty
   */
  public record Auc(
      double area,
      double variance,
      @Nullable ConfidenceInterval interval,
      int positives,
      int negatives) {}

  /**
   * @param difference the first area less the second
   * @param differenceInterval null where the difference has no variance
   * @param z 0 where the two systems rank all cases alike
   * @param pValue two-sided
   */
  public record Comparison(
      Auc first,
      Auc second,
      double difference,
      @Nullable ConfidenceInterval differenceInterval,
      double z,
      double pValue) {}

  /**
   * @throws IllegalArgumentException unless there are cases of both kinds
   */
  public static Auc auc(ScoredCases cases) {
    return new Components(cases.requireBothKinds()).auc();
  }

  /**
   * @throws IllegalArgumentException unless both hold the same cases in the same order, of both
   *     kinds
   */
  public static Comparison compare(ScoredCases first, ScoredCases second) {
    if (!first.sameTruthAs(second)) {
      throw new IllegalArgumentException("a paired test needs the same cases in the same order");
    }
    Components a = new Components(first.requireBothKinds());
    Components b = new Components(second.requireBothKinds());
    double covariance =
        covariance(a.ofPositives, b.ofPositives) / first.positives()
            + covariance(a.ofNegatives, b.ofNegatives) / first.negatives();
    double variance = Math.max(0, a.variance() + b.variance() - 2 * covariance);
    double difference = a.area() - b.area();
    double error = Math.sqrt(variance);
    double z = error > 1e-12 ? difference / error : 0;
    double p =
        error > 1e-12
            ? 2 * new NormalDistribution(null, 0, 1).cumulativeProbability(-Math.abs(z))
            : (Math.abs(difference) < 1e-12 ? 1 : Double.NaN);
    return new Comparison(
        a.auc(),
        b.auc(),
        difference,
        error > 1e-12
            ? new ConfidenceInterval(difference - Z_95 * error, difference + Z_95 * error)
            : null,
        z,
        p);
  }

  private static double covariance(double[] a, double[] b) {
    return a.length < 2 ? 0 : new Covariance().covariance(a, b);
  }

  /** DeLong's structural components: how each case fares against all of the other kind. */
  private static final class Components {
    final double[] ofPositives;
    final double[] ofNegatives;

    Components(ScoredCases cases) {
      double[] positives = cases.scoresOf(true);
      double[] negatives = cases.scoresOf(false);
      double[] all = new double[positives.length + negatives.length];
      System.arraycopy(positives, 0, all, 0, positives.length);
      System.arraycopy(negatives, 0, all, positives.length, negatives.length);
      double[] ranks = midRanks(all);
      double[] ranksAmongPositives = midRanks(positives);
      double[] ranksAmongNegatives = midRanks(negatives);
      ofPositives =
          IntStream.range(0, positives.length)
              .mapToDouble(i -> (ranks[i] - ranksAmongPositives[i]) / negatives.length)
              .toArray();
      ofNegatives =
          IntStream.range(0, negatives.length)
              .mapToDouble(
                  i ->
                      1 - (ranks[positives.length + i] - ranksAmongNegatives[i]) / positives.length)
              .toArray();
    }

    double area() {
      return Arrays.stream(ofPositives).average().orElseThrow();
    }

    double variance() {
      return covariance(ofPositives, ofPositives) / ofPositives.length
          + covariance(ofNegatives, ofNegatives) / ofNegatives.length;
    }

    Auc auc() {
      double area = area();
      double variance = variance();
      return new Auc(
          area, variance, interval(area, variance), ofPositives.length, ofNegatives.length);
    }
  }

  private static @Nullable ConfidenceInterval interval(double area, double variance) {
    if (!(variance > 0)) {
      return null;
    }
    double error = Z_95 * Math.sqrt(variance);
    return new ConfidenceInterval(Math.max(0, area - error), Math.min(1, area + error));
  }

  /** Ranks from 1, tied values sharing the mean of theirs. */
  private static double[] midRanks(double[] values) {
    Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
    double[] ranks = new double[values.length];
    int i = 0;
    while (i < order.length) {
      int j = i;
      while (j + 1 < order.length && values[order[j + 1]] == values[order[i]]) {
        j++;
      }
      for (int k = i; k <= j; k++) {
        ranks[order[k]] = (i + j) / 2.0 + 1;
      }
      i = j + 1;
    }
    return ranks;
  }
}
