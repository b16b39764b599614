package org.hilum.report.guideline;

import org.jspecify.annotations.Nullable;

/**
 * How a nodule compares with earlier examinations.
 *
 * @param priorCategory of this nodule at the earlier examination
 * @param monthsSincePrior between the two
 */
public record Change(
    Kind kind, LungRads.@Nullable Category priorCategory, @Nullable Integer monthsSincePrior) {

  /** The kinds that the rules tell apart. */
  public enum Kind {
    /** Nobody compared it with anything. */
    NOT_COMPARED,
    /** There is no earlier examination. */
    BASELINE,
    NEW,
    STABLE,
    DECREASED,
    GROWING,
    /** Growing, but by no more than 1.5 mm in any 12 months. */
    SLOWLY_GROWING,
    /** Grew by more than 1.5 mm, nobody knows in what time. */
    GROWN_IN_UNKNOWN_TIME,
    /** Worked up and found benign. */
    PROVEN_BENIGN
  }

  public static Change of(Kind kind) {
    return new Change(kind, null, null);
  }

  /** Whether it grew, in whatever time. */
  public boolean isGrowth() {
    return switch (kind) {
      case GROWING, SLOWLY_GROWING, GROWN_IN_UNKNOWN_TIME -> true;
      case NOT_COMPARED, BASELINE, NEW, STABLE, DECREASED, PROVEN_BENIGN -> false;
    };
  }
}
