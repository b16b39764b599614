package org.hilum.model.assess.input;

import org.hilum.model.NoduleFinding.Interval;

/**
 * From the heads' logits to a probability that means what it says: a logistic fit (Platt 1999) on
 * cases that were not learnt from.
 *
 * @param slopeVariance as the cases alone tell it, likewise the others
 * @param priorLogOdds of malignancy among the cases of the fit
 */
public record Calibration(
    double slope,
    double offset,
    double slopeVariance,
    double offsetVariance,
    double covariance,
    double priorLogOdds) {

  private static final double NORMAL_95 = 1.959964;
  private static final int ITERATIONS = 50;
  private static final double SMALLEST_PART = 1e-6;

  /** So that variances stay finite where the cases tell nothing. */
  private static final double LEAST_INFORMATION = 0.01;

  /**
   * How far slope and offset are thought to lie from one and zero before the cases are seen, as
   * standard deviations.
   */
  public record Expectation(double slopeDeviation, double offsetDeviation) {

    /** For many cases. */
    public static final Expectation OPEN = new Expectation(10, 10);

    /**
     * For about a hundred cases of a few dozen patients, and a model whose scale is known from
     * more. So few cases tell the slope to within a fifth, and the offset depends on the patients:
     * between fifths of LIDC-IDRI it differs by 0.5 (standard deviation). Models that follow either
     * by chance rank each other's patients wrongly.
     */
    public static final Expectation OF_FEW = new Expectation(0.1, 0.1);

    private double slopeRidge() {
      return 1 / (slopeDeviation * slopeDeviation);
    }

    private double offsetRidge() {
      return 1 / (offsetDeviation * offsetDeviation);
    }
  }

  /**
   * Logistic regression by Newton's steps, halved where they overshoot, drawn to a slope of one and
   * an offset of zero.
   */
  public static Calibration fit(double[] logits, boolean[] labels, Expectation expected) {
    double slopeRidge = expected.slopeRidge();
    double offsetRidge = expected.offsetRidge();
    double slope = 1;
    double offset = 0;
    double a = 0;
    double b = 0;
    double c = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      double gradientSlope = slopeRidge * (slope - 1);
      double gradientOffset = offsetRidge * offset;
      a = slopeRidge;
      b = 0;
      c = offsetRidge;
      for (int n = 0; n < logits.length; n++) {
        double p = logistic(slope * logits[n] + offset);
        double error = p - (labels[n] ? 1 : 0);
        double weight = p * (1 - p);
        gradientSlope += error * logits[n];
        gradientOffset += error;
        a += weight * logits[n] * logits[n];
        b += weight * logits[n];
        c += weight;
      }
      double determinant = a * c - b * b;
      double slopeStep = (c * gradientSlope - b * gradientOffset) / determinant;
      double offsetStep = (a * gradientOffset - b * gradientSlope) / determinant;
      // A whole step may overshoot where the curve is flat.
      double here = misfit(logits, labels, expected, slope, offset);
      double part = 1;
      while (part > SMALLEST_PART
          && misfit(logits, labels, expected, slope - part * slopeStep, offset - part * offsetStep)
              > here) {
        part /= 2;
      }
      slope -= part * slopeStep;
      offset -= part * offsetStep;
    }
    // What is expected of other patients' models makes this one's no better known.
    a += LEAST_INFORMATION - slopeRidge;
    c += LEAST_INFORMATION - offsetRidge;
    double determinant = a * c - b * b;
    double malignant = 0.5;
    for (boolean label : labels) {
      malignant += label ? 1 : 0;
    }
    return new Calibration(
        slope,
        offset,
        c / determinant,
        a / determinant,
        -b / determinant,
        Math.log(malignant / (labels.length + 1 - malignant)));
  }

  /** The negative logarithm of the posterior, up to a constant; what is to be least. */
  private static double misfit(
      double[] logits, boolean[] labels, Expectation expected, double slope, double offset) {
    double sum =
        (expected.slopeRidge() * (slope - 1) * (slope - 1)
                + expected.offsetRidge() * offset * offset)
            / 2;
    for (int n = 0; n < logits.length; n++) {
      double x = slope * logits[n] + offset;
      double against = labels[n] ? -x : x;
      sum += Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against)));
    }
    return sum;
  }

  /**
   * The calibrated log-odds of the images, plus what the history adds. The history's share is not
   * scaled: it was learnt in log-odds, and the fit is of the images alone.
   *
   * @param fromImages the heads' logits without the history
   * @param fromBoth with it
   */
  public double logOdds(float[] fromImages, float[] fromBoth) {
    return slope * mean(fromImages) + offset + mean(fromBoth) - mean(fromImages);
  }

  public double probability(float[] fromImages, float[] fromBoth) {
    return logistic(logOdds(fromImages, fromBoth));
  }

  /**
   * The 95 % interval, out of how far the heads, each trained on another sample of the patients,
   * disagree, of what the measure expert does not know, and of how well the calibration itself is
   * known.
   *
   * @param measuredVariance of the logits, the measure expert's part
   */
  public Interval interval(float[] fromImages, float[] fromBoth, double measuredVariance) {
    double mean = mean(fromImages);
    double spread = 0;
    for (float head : fromImages) {
      spread += (head - mean) * (head - mean);
    }
    double logitVariance = slope * slope * (spread / (fromImages.length - 1) + measuredVariance);
    double fitVariance = mean * mean * slopeVariance + 2 * mean * covariance + offsetVariance;
    double reach = NORMAL_95 * Math.sqrt(logitVariance + Math.max(0, fitVariance));
    double middle = logOdds(fromImages, fromBoth);
    return new Interval(logistic(middle - reach), logistic(middle + reach));
  }

  public static double mean(float[] heads) {
    double sum = 0;
    for (float head : heads) {
      sum += head;
    }
    return sum / heads.length;
  }

  public static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The inverse of {@link #logistic}. */
  static double logit(double probability) {
    return Math.log(probability / (1 - probability));
  }
}
