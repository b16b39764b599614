package org.hilum.model.assess.input;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.crops.Rating;

/**
 * The expert that sees numbers and no pixels ({@link CandidateMeasures}): a Gaussian process
 * regression (Rasmussen and Williams 2006, chapter 2) of the readers' mean ratings on them. It
 * remembers every nodule it learnt from, and weighs them by how like they measure. Unlike the
 * network it also learns malignancy from nodules of one or two readers and from those rated 3,
 * which is why it errs less on other patients.
 *
 * @param standardisation of the measures
 * @param support standardised measures of the nodules learnt from, {@link CandidateMeasures#COUNT}
 *     each
 * @param coefficients {@link AssessorNetwork#RATINGS} a nodule
 * @param noise a nodule each: the variance of its readers' mean, against that which the shape
 *     explains
 * @param base the ratings' means, around {@link RatingScale}'s middles
 * @param malignancyVariance of the malignancy ratings, that which the shape explains
 * @param malignancySlope from the malignancy rating to log-odds
 * @param malignancyOffset likewise
 */
@SuppressWarnings("ArrayRecordComponent")
public record MeasureExpert(
    Standardisation standardisation,
    float[] support,
    float[] coefficients,
    float[] noise,
    float[] base,
    double malignancyVariance,
    double malignancySlope,
    double malignancyOffset) {

  /** The variance of what four readers disagree on, against that which the shape explains. */
  private static final double NOISE = 1;

  private static final int MOST_READERS = 4;

  /** So many of the most alike nodules say how well a place is known. */
  private static final int NEIGHBOURS = 200;

  public MeasureExpert {
    requireNonNull(standardisation, "standardisation");
    int nodules = support.length / CandidateMeasures.COUNT;
    if (nodules * CandidateMeasures.COUNT != support.length
        || nodules * AssessorNetwork.RATINGS != coefficients.length
        || nodules != noise.length
        || base.length != AssessorNetwork.RATINGS) {
      throw new IllegalArgumentException(
          "the measure expert's arrays do not fit each other: %d measures, %d coefficients, %d noises, %d means"
              .formatted(support.length, coefficients.length, noise.length, base.length));
    }
  }

  /**
   * A nodule to learn from.
   *
   * @param measures not standardised
   * @param ratings around {@link RatingScale}'s middles
   * @param readers at least one
   * @param malignancyCounts whether readers agree enough for a malignancy label
   */
  public record Example(float[] measures, float[] ratings, int readers, boolean malignancyCounts) {}

  /** How many nodules it remembers. */
  public int nodules() {
    return support.length / CandidateMeasures.COUNT;
  }

  /** The ratings around {@link RatingScale}'s middles. */
  public float[] ratings(float[] measures) {
    float[] x = standardisation.apply(measures);
    double[] sums = new double[AssessorNetwork.RATINGS];
    for (int n = 0; n < nodules(); n++) {
      double alike = MeasureKernel.covariance(x, 0, support, n);
      for (int r = 0; r < sums.length; r++) {
        sums[r] += alike * coefficients[n * AssessorNetwork.RATINGS + r];
      }
    }
    float[] ratings = new float[AssessorNetwork.RATINGS];
    for (int r = 0; r < ratings.length; r++) {
      ratings[r] = (float) (base[r] + sums[r]);
    }
    return ratings;
  }

  /**
   * The sum of the likenesses, 0 to 1 each, of standardised measures to all remembered nodules; who
   * is alike is so in all three.
   */
  double likeness(float[] standardised, int from) {
    double sum = 0;
    for (int n = 0; n < nodules(); n++) {
      sum += MeasureKernel.alikeInAll(standardised, from, support, n);
    }
    return sum;
  }

  /** The log-odds of malignancy that go with these ratings. */
  public double malignancyLogOdds(float[] ratings) {
    return malignancySlope * ratings[Rating.MALIGNANCY.ordinal()] + malignancyOffset;
  }

  /**
   * How little is known of {@link #malignancyLogOdds}: the variance of the regression there
   * (Rasmussen and Williams 2006, equation 2.26). It is that of the nodules most alike, which is
   * never less than that of all.
   *
   * @return squared log-odds
   */
  double malignancyLogOddsVariance(float[] measures) {
    float[] x = standardisation.apply(measures);
    double[] alike = new double[nodules()];
    for (int n = 0; n < alike.length; n++) {
      alike[n] = MeasureKernel.covariance(x, 0, support, n);
    }
    int[] nearest =
        IntStream.range(0, alike.length)
            .boxed()
            .sorted(Comparator.comparingDouble(n -> -alike[n]))
            .limit(NEIGHBOURS)
            .mapToInt(Integer::intValue)
            .toArray();
    double[][] lower = MeasureKernel.cholesky(support, noise, nearest);
    double[] known = new double[nearest.length];
    for (int i = 0; i < known.length; i++) {
      known[i] = (alike[nearest[i]] - MeasureKernel.dot(lower[i], known, i)) / lower[i][i];
    }
    double left =
        Math.max(0, MeasureKernel.WHOLE_VARIANCE - MeasureKernel.dot(known, known, known.length));
    return malignancySlope * malignancySlope * malignancyVariance * left;
  }

  /**
   * Learns. The scale of the variances is the likeliest one. The slope to log-odds is fitted to
   * what the regression says of each nodule when that nodule is left out, which has a closed form
   * (Rasmussen and Williams 2006, equation 5.12).
   *
   * @throws IllegalArgumentException if there are no examples, or none whose malignancy counts
   */
  public static MeasureExpert fit(List<Example> examples) {
    int n = examples.size();
    if (examples.stream().noneMatch(Example::malignancyCounts)) {
      throw new IllegalArgumentException(
          "the measure expert needs nodules with a malignancy label, got none in " + n);
    }
    List<float[]> measures = examples.stream().map(Example::measures).toList();
    Standardisation standardisation = Standardisation.of(measures);
    float[] support = standardisation.applyToAll(measures);
    float[] base = new float[AssessorNetwork.RATINGS];
    for (int i = 0; i < n; i++) {
      for (int r = 0; r < base.length; r++) {
        base[r] += examples.get(i).ratings()[r] / n;
      }
    }
    float[] noise = new float[n];
    for (int i = 0; i < n; i++) {
      int readers = Math.min(MOST_READERS, Math.max(1, examples.get(i).readers()));
      noise[i] = (float) (NOISE * MOST_READERS / readers);
    }
    double[][] lower = MeasureKernel.cholesky(support, noise, IntStream.range(0, n).toArray());
    double[] inverseDiagonal = inverseDiagonal(lower);
    float[] coefficients = new float[n * AssessorNetwork.RATINGS];
    double[] leftOut = new double[n];
    double malignancyVariance = 0;
    for (int r = 0; r < AssessorNetwork.RATINGS; r++) {
      double[] target = new double[n];
      for (int i = 0; i < n; i++) {
        target[i] = examples.get(i).ratings()[r] - base[r];
      }
      double[] solved = MeasureKernel.solve(lower, target);
      for (int i = 0; i < n; i++) {
        coefficients[i * AssessorNetwork.RATINGS + r] = (float) solved[i];
        if (r == Rating.MALIGNANCY.ordinal()) {
          leftOut[i] = base[r] + target[i] - solved[i] / inverseDiagonal[i];
          malignancyVariance += target[i] * solved[i] / n;
        }
      }
    }
    Calibration slope = malignancy(examples, leftOut);
    return new MeasureExpert(
        standardisation,
        support,
        coefficients,
        noise,
        base,
        malignancyVariance,
        slope.slope(),
        slope.offset());
  }

  private static Calibration malignancy(List<Example> examples, double[] leftOut) {
    int[] counted = indices(examples);
    double[] scores = Arrays.stream(counted).mapToDouble(i -> leftOut[i]).toArray();
    boolean[] labels = new boolean[counted.length];
    double three = 3 - RatingScale.middle(Rating.MALIGNANCY);
    for (int i = 0; i < counted.length; i++) {
      labels[i] = examples.get(counted[i]).ratings()[Rating.MALIGNANCY.ordinal()] > three;
    }
    return Calibration.fit(scores, labels, Calibration.Expectation.OPEN);
  }

  private static int[] indices(List<Example> examples) {
    return IntStream.range(0, examples.size())
        .filter(i -> examples.get(i).malignancyCounts())
        .toArray();
  }

  /** The diagonal of the inverse of L L': column sums of squares of the inverse of L. */
  private static double[] inverseDiagonal(double[][] lower) {
    int n = lower.length;
    double[] diagonal = new double[n];
    double[] column = new double[n];
    for (int j = 0; j < n; j++) {
      column[j] = 1 / lower[j][j];
      double sum = column[j] * column[j];
      for (int i = j + 1; i < n; i++) {
        double value = 0;
        for (int k = j; k < i; k++) {
          value -= lower[i][k] * column[k];
        }
        column[i] = value / lower[i][i];
        sum += column[i] * column[i];
      }
      diagonal[j] = sum;
    }
    return diagonal;
  }
}
