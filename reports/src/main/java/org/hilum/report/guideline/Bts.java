package org.hilum.report.guideline;

/** The thresholds of the British Thoracic Society's guideline on nodules. */
public final class Bts {

  /** What a Brock risk asks for. */
  public enum BrockBand {
    BELOW_10_PERCENT,
    FROM_10_PERCENT,
    /** The risk is only known between two, and 10 % lies between them. */
    NOT_DECIDED
  }

  /** What a Herder risk asks for: below 10 %, 10 to 70 %, above 70 %. */
  public enum HerderBand {
    BELOW_10_PERCENT,
    FROM_10_TO_70_PERCENT,
    ABOVE_70_PERCENT
  }

  /** What a volume-doubling time asks for. */
  public enum DoublingBand {
    /** At most 400 days. */
    WORK_UP,
    /** Above 400 and at most 600 days. */
    CONSIDER,
    /** Above 600 days. */
    FOLLOW
  }

  private static final double ACT_FROM = 0.10;
  private static final double HERDER_HIGH = 0.70;
  private static final double WORK_UP_DAYS = 400;
  private static final double CONSIDER_DAYS = 600;
  private static final double STABLE_BELOW = 0.25;

  private Bts() {}

  public static BrockBand brockBand(CancerRisk.Known risk) {
    if (risk.low() >= ACT_FROM) {
      return BrockBand.FROM_10_PERCENT;
    }
    return risk.high() < ACT_FROM ? BrockBand.BELOW_10_PERCENT : BrockBand.NOT_DECIDED;
  }

  public static HerderBand herderBand(double probability) {
    if (probability < ACT_FROM) {
      return HerderBand.BELOW_10_PERCENT;
    }
    return probability > HERDER_HIGH
        ? HerderBand.ABOVE_70_PERCENT
        : HerderBand.FROM_10_TO_70_PERCENT;
  }

  public static DoublingBand doublingBand(double days) {
    if (days <= WORK_UP_DAYS) {
      return DoublingBand.WORK_UP;
    }
    return days <= CONSIDER_DAYS ? DoublingBand.CONSIDER : DoublingBand.FOLLOW;
  }

  /** A volume that changed by less than a quarter, up or down, is stable. */
  public static boolean isStable(double earlierMm3, double laterMm3) {
    if (!(earlierMm3 > 0) || !(laterMm3 > 0)) {
      throw new IllegalArgumentException(
          "a change needs two volumes, got %s and %s mm³".formatted(earlierMm3, laterMm3));
    }
    return Math.abs(laterMm3 - earlierMm3) < STABLE_BELOW * earlierMm3;
  }
}
