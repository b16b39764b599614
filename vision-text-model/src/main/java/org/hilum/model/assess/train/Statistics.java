package org.hilum.model.assess.train;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/** The figures that the assessor is judged by. */
public final class Statistics {

  private static final double NORMAL_95 = 1.959964;
  private static final int BINS = 10;
  private static final int DRAWS = 2000;
  private static final long SEED = 1;

  private Statistics() {}

  /** A figure with its 95 % interval. */
  public record Estimate(double value, double low, double high) {
    @Override
    public String toString() {
      return "%.3f [%.3f, %.3f]".formatted(value, low, high);
    }
  }

  /** The area under the ROC curve with DeLong's interval (1988), clipped to 0 to 1. */
  public static Estimate auc(double[] scores, boolean[] labels) {
    double[][] placements = placements(scores, labels);
    double area = Arrays.stream(placements[0]).average().orElse(Double.NaN);
    double spread =
        Math.sqrt(
            variance(placements[0]) / placements[0].length
                + variance(placements[1]) / placements[1].length);
    return new Estimate(
        area, Math.max(0, area - NORMAL_95 * spread), Math.min(1, area + NORMAL_95 * spread));
  }

  /** The mean of areas that were measured on different cases. */
  static Estimate mean(List<Estimate> areas) {
    double mean = areas.stream().mapToDouble(Estimate::value).average().orElse(Double.NaN);
    double squares = areas.stream().mapToDouble(a -> Math.pow(a.value() - a.low(), 2)).sum();
    double reach = Math.sqrt(squares) / areas.size();
    return new Estimate(mean, mean - reach, Math.min(1, mean + reach));
  }

  /** The first score's area less the second's on the same cases, with DeLong's interval. */
  public static Estimate aucDifference(double[] first, double[] second, boolean[] labels) {
    double[][] a = placements(first, labels);
    double[][] b = placements(second, labels);
    double difference =
        Arrays.stream(a[0]).average().orElse(Double.NaN)
            - Arrays.stream(b[0]).average().orElse(Double.NaN);
    double variance = 0;
    for (int side = 0; side < 2; side++) {
      double[] gaps = new double[a[side].length];
      for (int i = 0; i < gaps.length; i++) {
        gaps[i] = a[side][i] - b[side][i];
      }
      variance += variance(gaps) / gaps.length;
    }
    double reach = NORMAL_95 * Math.sqrt(variance);
    return new Estimate(difference, difference - reach, difference + reach);
  }

  /** For each positive the share of negatives below it, for each negative of positives above. */
  private static double[][] placements(double[] scores, boolean[] labels) {
    double[] positives = select(scores, labels, true);
    double[] negatives = select(scores, labels, false);
    return new double[][] {
      Arrays.stream(positives).map(p -> share(negatives, p, 1)).toArray(),
      Arrays.stream(negatives).map(n -> share(positives, n, -1)).toArray()
    };
  }

  private static double[] select(double[] scores, boolean[] labels, boolean label) {
    return IntStream.range(0, scores.length)
        .filter(i -> labels[i] == label)
        .mapToDouble(i -> scores[i])
        .toArray();
  }

  private static double share(double[] others, double score, int sign) {
    double sum = 0;
    for (double other : others) {
      double order = sign * Double.compare(score, other);
      sum += order > 0 ? 1 : order == 0 ? 0.5 : 0;
    }
    return sum / others.length;
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum()
        / Math.max(1, values.length - 1);
  }

  /**
   * A figure of cases with its interval: between the percentiles 2.5 and 97.5 of the figure over
   * 2,000 draws of the patients with replacement, draws in which it is no number left out.
   *
   * @param patients whose each case is
   * @param figure of some of the cases, by their indices
   */
  public static Estimate byPatient(List<String> patients, ToDoubleFunction<int[]> figure) {
    int[][] ofPatient =
        IntStream.range(0, patients.size())
            .boxed()
            .collect(groupingBy(patients::get, LinkedHashMap::new, toList()))
            .values()
            .stream()
            .map(cases -> cases.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    double value = figure.applyAsDouble(IntStream.range(0, patients.size()).toArray());
    SplittableRandom random = new SplittableRandom(SEED);
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] cases =
          random
              .ints(ofPatient.length, 0, ofPatient.length)
              .flatMap(patient -> Arrays.stream(ofPatient[patient]))
              .toArray();
      drawn[draw] = figure.applyAsDouble(cases);
    }
    double[] sorted = Arrays.stream(drawn).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new Estimate(value, Double.NaN, Double.NaN);
    }
    int cut = (int) Math.round(0.025 * (sorted.length - 1));
    return new Estimate(value, sorted[cut], sorted[sorted.length - 1 - cut]);
  }

  /** Some of the values. */
  public static double[] at(int[] indices, double[] values) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }

  /** Spearman's rank correlation, ties at their mean rank; NaN for fewer than two cases. */
  public static double spearman(double[] a, double[] b) {
    return a.length < 2 ? Double.NaN : new SpearmansCorrelation().correlation(a, b);
  }

  /** Expected calibration error over ten equally wide bins. */
  public static double calibrationError(double[] probabilities, boolean[] labels) {
    double[] sum = new double[BINS];
    double[] hits = new double[BINS];
    for (int i = 0; i < probabilities.length; i++) {
      int bin = Math.min(BINS - 1, (int) (probabilities[i] * BINS));
      sum[bin] += probabilities[i];
      hits[bin] += labels[i] ? 1 : 0;
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(sum[bin] - hits[bin]);
    }
    return error / probabilities.length;
  }
}
