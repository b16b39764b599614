package org.hilum.report.comparison;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import org.hilum.model.NoduleFinding;
import org.hilum.report.guideline.Bts;
import org.hilum.report.guideline.Change;
import org.hilum.report.guideline.Growth;
import org.hilum.report.guideline.NoduleSize;
import org.jspecify.annotations.Nullable;

/**
 * How the size of a nodule changed between two examinations, as outlined in each.
 *
 * @param meanDiameterChangeMm of the mean of long and short axis, each rounded as Lung-RADS rounds
 * @param volumeChange relative to the earlier volume: 0.25 is a quarter more; null where the
 *     earlier volume is not positive
 * @param stableVolume by the British Thoracic Society: less than a quarter up or down; null where a
 *     volume is not positive
 * @param doublingDays null where the volume did not grow by a quarter, which is within what
 *     outlines differ by, or where the time is not known
 * @param kind as Lung-RADS v2022 sees the mean diameters
 */
public record SizeChange(
    double meanDiameterChangeMm,
    @Nullable Double volumeChange,
    @Nullable Boolean stableVolume,
    @Nullable Double doublingDays,
    Change.Kind kind) {

  static SizeChange of(
      NoduleFinding earlier,
      NoduleFinding later,
      @Nullable LocalDate earlierDate,
      @Nullable LocalDate laterDate) {
    NoduleSize earlierSize = NoduleSize.ofAxes(earlier.longAxisMm(), earlier.shortAxisMm());
    NoduleSize laterSize = NoduleSize.ofAxes(later.longAxisMm(), later.shortAxisMm());
    Optional<TimeBetween> time = TimeBetween.of(earlierDate, laterDate);
    boolean volumes = earlier.volumeMm3() > 0 && later.volumeMm3() > 0;
    Boolean stable = volumes ? Bts.isStable(earlier.volumeMm3(), later.volumeMm3()) : null;
    Double doubling = null;
    if (Boolean.FALSE.equals(stable) && time.isPresent()) {
      var days =
          Growth.volumeDoublingDays(
              earlier.volumeMm3(), later.volumeMm3(), time.orElseThrow().days());
      doubling = days.isPresent() ? days.getAsDouble() : null;
    }
    return new SizeChange(
        laterSize.value().subtract(earlierSize.value()).doubleValue(),
        volumes ? later.volumeMm3() / earlier.volumeMm3() - 1 : null,
        stable,
        doubling,
        kind(earlierSize, laterSize, earlierDate, laterDate, time.isPresent()));
  }

  private static Change.Kind kind(
      NoduleSize earlier,
      NoduleSize later,
      @Nullable LocalDate earlierDate,
      @Nullable LocalDate laterDate,
      boolean timeKnown) {
    if (timeKnown) {
      return Growth.ofMeanDiameters(
          earlier,
          later,
          TimeBetween.startedMonths(
              Objects.requireNonNull(earlierDate), Objects.requireNonNull(laterDate)));
    }
    if (earlierDate != null && earlierDate.equals(laterDate)) {
      // On one day nothing grows: a difference is that of the outlines.
      return Change.Kind.NOT_COMPARED;
    }
    Change.Kind kind = Growth.ofMeanDiameters(earlier, later, 0);
    return kind == Change.Kind.GROWING ? Change.Kind.GROWN_IN_UNKNOWN_TIME : kind;
  }
}
