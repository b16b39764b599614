package org.hilum.validation.agreement;

import java.util.Arrays;

/**
 * The mean difference between two ways of measuring, and the range in which 95 % of differences lie
 * (bias ± 1.96 standard deviations; Bland JM, Altman DG, Lancet 1986;327:307).
 *
 * @param low lower limit of agreement; {@code NaN} for fewer than two cases
 * @param high upper limit of agreement; {@code NaN} for fewer than two cases
 */
public record LimitsOfAgreement(double bias, double low, double high, int cases) {

  /**
   * @throws IllegalArgumentException if there are no differences
   */
  public static LimitsOfAgreement of(double[] differences) {
    double bias =
        Arrays.stream(differences)
            .average()
            .orElseThrow(() -> new IllegalArgumentException("there are no differences"));
    double variance =
        Arrays.stream(differences).map(d -> (d - bias) * (d - bias)).sum()
            / (differences.length - 1);
    double half = differences.length < 2 ? Double.NaN : 1.96 * Math.sqrt(variance);
    return new LimitsOfAgreement(bias, bias - half, bias + half, differences.length);
  }
}
