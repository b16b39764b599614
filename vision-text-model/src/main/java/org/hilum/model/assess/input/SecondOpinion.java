package org.hilum.model.assess.input;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hilum.model.ModelException;

/**
 * What a mark of the detector measures, as a second opinion on whether it is a nodule: a Gaussian
 * process regression (Rasmussen and Williams 2006, chapter 2) on {@link CandidateMeasures}, of 1
 * for a nodule and −1 for none, both less the mean of all, learnt from the detector's own marks on
 * training data. What it says of a mark is added to the log-odds of the detector's score. Where a
 * mark measures like none that was learnt from, it says nothing, and the detector's score stays.
 *
 * @param standardisation of the measures
 * @param support standardised measures of the marks learnt from, {@link CandidateMeasures#COUNT}
 *     each
 * @param coefficients one a mark
 */
@SuppressWarnings("ArrayRecordComponent")
public record SecondOpinion(
    Standardisation standardisation, float[] support, float[] coefficients) {

  /**
   * It never raises log-odds by more, so that faint marks need not be asked about. Downwards there
   * is no bound: of the false marks learnt from, each foreseen without itself, four in five are
   * lowered by 0.5 to 1, none by more than 1.6.
   */
  private static final double MOST_RAISED = 1;

  /** The variance of what no measure explains, against that which the shape explains. */
  private static final float NOISE = 0.3f;

  public SecondOpinion {
    requireNonNull(standardisation, "standardisation");
    if (support.length != coefficients.length * CandidateMeasures.COUNT) {
      throw new IllegalArgumentException(
          "the second opinion's arrays do not fit each other: %d measures, %d coefficients"
              .formatted(support.length, coefficients.length));
    }
  }

  /**
   * A mark to learn from.
   *
   * @param measures not standardised
   */
  public record Mark(float[] measures, boolean nodule) {}

  /** How many marks it remembers. */
  public int marks() {
    return coefficients.length;
  }

  /**
   * A mark's score after the second opinion.
   *
   * @param detectorScore 0 to 1
   * @param measures not standardised
   * @throws ModelException if a measure is no number
   */
  public double score(double detectorScore, float[] measures) {
    return Calibration.logistic(Calibration.logit(detectorScore) + logOddsOf(measures));
  }

  /** The least score of the detector with which a mark can reach a score. */
  public static double leastToReach(double score) {
    return Calibration.logistic(Calibration.logit(score) - MOST_RAISED);
  }

  private double logOddsOf(float[] measures) {
    float[] x = standardisation.apply(measures);
    double sum = 0;
    for (int n = 0; n < coefficients.length; n++) {
      sum += coefficients[n] * MeasureKernel.covariance(x, 0, support, n);
    }
    if (Double.isNaN(sum)) {
      throw new ModelException("A candidate's measures are no numbers");
    }
    return Math.min(MOST_RAISED, sum);
  }

  /** Learns. Of no marks, or of one kind alone, it learns to say nothing. */
  public static SecondOpinion fit(List<Mark> marks) {
    int n = marks.size();
    if (n == 0) {
      float[] ones = new float[CandidateMeasures.COUNT];
      Arrays.fill(ones, 1);
      return new SecondOpinion(
          new Standardisation(new float[CandidateMeasures.COUNT], ones),
          new float[0],
          new float[0]);
    }
    List<float[]> measures = marks.stream().map(Mark::measures).toList();
    Standardisation standardisation = Standardisation.of(measures);
    float[] support = standardisation.applyToAll(measures);
    double[] target = new double[n];
    double mean = 0;
    for (int i = 0; i < n; i++) {
      target[i] = marks.get(i).nodule() ? 1 : -1;
      mean += target[i] / n;
    }
    for (int i = 0; i < n; i++) {
      target[i] -= mean;
    }
    float[] noise = new float[n];
    Arrays.fill(noise, NOISE);
    double[][] lower = MeasureKernel.cholesky(support, noise, IntStream.range(0, n).toArray());
    double[] solved = MeasureKernel.solve(lower, target);
    float[] coefficients = new float[n];
    for (int i = 0; i < n; i++) {
      coefficients[i] = (float) solved[i];
    }
    return new SecondOpinion(standardisation, support, coefficients);
  }
}
