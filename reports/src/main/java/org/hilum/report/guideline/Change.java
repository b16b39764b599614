package org.hilum.report.guideline;

import org.hilum.report.guideline.LungRads.Category;
import org.jspecify.annotations.Nullable;

/**
 * How a nodule compares with earlier examinations.
 *
 * @param priorLow the lowest category this nodule can have had at the earlier examination; null
 *     where nothing is known of it
 * @param priorHigh the highest; the same as {@code priorLow} where the category is known
 * @param monthsSincePrior between the two
 * @throws IllegalArgumentException if only one end is given, or the lower one is above the higher
 */
public record Change(
    Kind kind,
    @Nullable Category priorLow,
    @Nullable Category priorHigh,
    @Nullable Integer monthsSincePrior) {

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

  public Change {
    boolean range = priorLow != null && priorHigh != null && priorLow.compareTo(priorHigh) <= 0;
    if (!range && (priorLow != null || priorHigh != null)) {
      throw new IllegalArgumentException(
          "a prior category is between a lower and a higher one, got %s and %s"
              .formatted(priorLow, priorHigh));
    }
  }

  /** With a prior category that is known, or of which nothing is. */
  public Change(Kind kind, @Nullable Category priorCategory, @Nullable Integer monthsSincePrior) {
    this(kind, priorCategory, priorCategory, monthsSincePrior);
  }

  public static Change of(Kind kind) {
    return new Change(kind, null, null);
  }

  /** Null where it is not known, or only within a range. */
  public @Nullable Category priorCategory() {
    return priorLow == priorHigh ? priorHigh : null;
  }

  /** Whether it grew, in whatever time. */
  public boolean isGrowth() {
    return switch (kind) {
      case GROWING, SLOWLY_GROWING, GROWN_IN_UNKNOWN_TIME -> true;
      case NOT_COMPARED, BASELINE, NEW, STABLE, DECREASED, PROVEN_BENIGN -> false;
    };
  }
}
