package org.hilum.report.comparison;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time between two examinations, by the dates of the studies.
 *
 * @param days at least 1
 * @param fullMonths whole calendar months that have passed
 */
public record TimeBetween(long days, int fullMonths) {

  public TimeBetween {
    if (days < 1 || fullMonths < 0) {
      throw new IllegalArgumentException(
          "the time between two examinations is at least a day, got %d days and %d months"
              .formatted(days, fullMonths));
    }
  }

  /** Empty where a date is missing, both are the same, or the prior one is later. */
  public static Optional<TimeBetween> of(@Nullable LocalDate prior, @Nullable LocalDate current) {
    if (prior == null || current == null || !prior.isBefore(current)) {
      return Optional.empty();
    }
    return Optional.of(
        new TimeBetween(
            ChronoUnit.DAYS.between(prior, current),
            Math.toIntExact(ChronoUnit.MONTHS.between(prior, current))));
  }

  /**
   * Months, a part of one counted as a whole: a day more than 12 months is not within 12 months.
   *
   * @param prior the earlier date, which decides how long its months are
   */
  static int startedMonths(LocalDate prior, LocalDate current) {
    int full = Math.toIntExact(ChronoUnit.MONTHS.between(prior, current));
    return prior.plusMonths(full).isBefore(current) ? full + 1 : full;
  }
}
