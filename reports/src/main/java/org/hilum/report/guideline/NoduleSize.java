package org.hilum.report.guideline;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A size as Lung-RADS v2022 rounds it: the mean of long and short axis to one decimal of a
 * millimetre, or a volume to a whole mm³; halves go up.
 */
public record NoduleSize(Method method, BigDecimal value) implements Comparable<NoduleSize> {

  /** How it was measured. */
  public enum Method {
    DIAMETER,
    VOLUME
  }

  /** A limit in the guidelines' tables, in both methods. */
  public record Limit(int mm, int mm3) {}

  public static NoduleSize ofAxes(double longAxisMm, double shortAxisMm) {
    BigDecimal sum = BigDecimal.valueOf(longAxisMm).add(BigDecimal.valueOf(shortAxisMm));
    return new NoduleSize(
        Method.DIAMETER, sum.divide(BigDecimal.valueOf(2)).setScale(1, RoundingMode.HALF_UP));
  }

  public static NoduleSize ofMeanDiameter(double meanMm) {
    return ofAxes(meanMm, meanMm);
  }

  public static NoduleSize ofVolume(double mm3) {
    return new NoduleSize(Method.VOLUME, BigDecimal.valueOf(mm3).setScale(0, RoundingMode.HALF_UP));
  }

  boolean isBelow(Limit limit) {
    return value.compareTo(valueOf(limit)) < 0;
  }

  boolean isAbove(Limit limit) {
    return value.compareTo(valueOf(limit)) > 0;
  }

  private BigDecimal valueOf(Limit limit) {
    return BigDecimal.valueOf(method == Method.DIAMETER ? limit.mm() : limit.mm3());
  }

  /**
   * Compares two sizes of the same method.
   *
   * @throws IllegalArgumentException if their methods differ
   */
  @Override
  public int compareTo(NoduleSize other) {
    if (method != other.method) {
      throw new IllegalArgumentException("a diameter and a volume cannot be compared");
    }
    return value.compareTo(other.value);
  }
}
