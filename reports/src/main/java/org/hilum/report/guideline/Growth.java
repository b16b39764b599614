package org.hilum.report.guideline;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/** Growth between two examinations. */
public final class Growth {

  /** Lung-RADS v2022: a mean diameter that grew by more than this within 12 months is growing. */
  private static final BigDecimal GROWTH_MM = new BigDecimal("1.5");

  private static final int WITHIN_MONTHS = 12;

  private Growth() {}

  /**
   * The volume-doubling time, ln 2 · Δt / ln(V2/V1).
   *
   * @return days; empty where the volume did not grow
   * @throws IllegalArgumentException if a volume or the time is not positive
   */
  public static OptionalDouble volumeDoublingDays(double earlierMm3, double laterMm3, double days) {
    if (!(earlierMm3 > 0) || !(laterMm3 > 0) || !(days > 0)) {
      throw new IllegalArgumentException(
          "doubling time needs positive volumes and time, got %s mm³, %s mm³, %s days"
              .formatted(earlierMm3, laterMm3, days));
    }
    return laterMm3 <= earlierMm3
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.log(2) * days / Math.log(laterMm3 / earlierMm3));
  }

  /** The same from diameters, taken as those of spheres: ln 2 · Δt / (3 · ln(d2/d1)). */
  public static OptionalDouble volumeDoublingDaysOfDiameters(
      double earlierMm, double laterMm, double days) {
    return volumeDoublingDays(Math.pow(earlierMm, 3), Math.pow(laterMm, 3), days);
  }

  /**
   * How Lung-RADS v2022 sees two mean diameters: more than 1.5 mm within 12 months is growing;
   * exactly 1.5 mm is not; more than 1.5 mm in a longer time is slowly growing, unless so much that
   * it must have been more than 1.5 mm within some 12 months of it.
   *
   * @param months between the two, a begun one counting as a whole; 0 where it is not known
   */
  public static Change.Kind ofMeanDiameters(NoduleSize earlier, NoduleSize later, int months) {
    if (earlier.method() != NoduleSize.Method.DIAMETER
        || later.method() != NoduleSize.Method.DIAMETER) {
      throw new IllegalArgumentException("Lung-RADS defines growth by mean diameters");
    }
    BigDecimal difference = later.value().subtract(earlier.value());
    if (difference.compareTo(GROWTH_MM) > 0) {
      int years = Math.max(1, (months + WITHIN_MONTHS - 1) / WITHIN_MONTHS);
      BigDecimal slow = GROWTH_MM.multiply(BigDecimal.valueOf(years));
      return difference.compareTo(slow) > 0 ? Change.Kind.GROWING : Change.Kind.SLOWLY_GROWING;
    }
    return difference.compareTo(GROWTH_MM.negate()) < 0
        ? Change.Kind.DECREASED
        : Change.Kind.STABLE;
  }
}
