package org.hilum.validation.froc;

import java.util.List;
import org.hilum.validation.ConfidenceInterval;
import org.hilum.validation.Detection;
import org.hilum.validation.ReferenceFinding;
import org.jspecify.annotations.Nullable;

/**
 * What came of scoring one system on one set of scans.
 *
 * @param cpm the mean sensitivity at the rates of {@link FrocScorer#RATES}; 0 where there is no
 *     nodule to find
 * @param cpmInterval from the bootstrap over scans; null where it was not run, or no resample held
 *     a nodule
 * @param rates sensitivity at each rate that was asked for, with its interval
 * @param band the bootstrap's 95 % band of the whole curve, for drawing; empty without bootstrap
 * @param nodules every reference nodule with the mark that found it
 * @param falseMarks marks that hit nothing, worst (highest score) first
 */
public record FrocResult(
    FrocCurve curve,
    double cpm,
    @Nullable ConfidenceInterval cpmInterval,
    List<RateSensitivity> rates,
    List<BandPoint> band,
    Counts counts,
    List<NoduleOutcome> nodules,
    List<Detection> falseMarks) {

  public FrocResult {
    rates = List.copyOf(rates);
    band = List.copyOf(band);
    nodules = List.copyOf(nodules);
    falseMarks = List.copyOf(falseMarks);
  }

  /**
   * @param bootstrapMean the mean over resamples, which LUNA16's table of results shows
   */
  public record RateSensitivity(
      double falsePositivesPerScan,
      double sensitivity,
      @Nullable Double bootstrapMean,
      @Nullable ConfidenceInterval interval) {}

  public record BandPoint(double falsePositivesPerScan, ConfidenceInterval sensitivity) {}

  /**
   * @param hits the marks that hit a nodule first; {@code repeatedHits} are the further ones on the
   *     same nodule, ignored
   * @param onExcluded marks on excluded findings, ignored
   * @param outsideSeries marks in series that are not scored, ignored
   * @param cappedMarks marks beyond the cap a scan, ignored
   */
  public record Counts(
      int scans,
      int nodules,
      int nodulesFound,
      int excludedFindings,
      int marks,
      int falsePositives,
      int repeatedHits,
      int onExcluded,
      int outsideSeries,
      int cappedMarks) {}

  /**
   * @param score the highest score among the marks that hit it; null where none did
   */
  public record NoduleOutcome(ReferenceFinding nodule, @Nullable Double score) {

    public boolean found() {
      return score != null;
    }
  }
}
