package org.hilum.db;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An analysis against an earlier examination of the patient, or why there is no comparison. Lengths
 * are millimetres, positions patient millimetres (DICOM LPS), dates as in {@code 2026-01-15}.
 *
 * @param reason why nothing was compared; null where it was. Stable, searched for
 * @param detail one line: what stood in the way; null where nothing did
 * @param prior the earlier examination; null where there is none
 * @param currentDate of the study itself, as its images say
 * @param registration null unless compared
 * @param passedOver more recent examinations that could not be used, each with its reason
 * @param nodules those of this analysis first, then those that only the earlier one has
 */
public record StoredComparison(
    @Nullable String reason,
    @Nullable String detail,
    @Nullable Prior prior,
    @Nullable String currentDate,
    @Nullable Registration registration,
    List<PassedOver> passedOver,
    List<Nodule> nodules) {

  public StoredComparison {
    detail = StorableText.ofNullable(detail);
    passedOver = List.copyOf(passedOver);
    nodules = List.copyOf(nodules);
  }

  /** An examination that could not be used, and the reason as above. */
  public record PassedOver(@Nullable String date, String reason) {}

  /** Whether there is a comparison. */
  public boolean made() {
    return reason == null;
  }

  /**
   * The earlier examination.
   *
   * @param modelName of the model that found its nodules; null where none did
   */
  public record Prior(
      @Nullable String studyInstanceUid,
      @Nullable String seriesInstanceUid,
      @Nullable String date,
      @Nullable String modelName,
      @Nullable String modelVersion,
      @Nullable String modelPrecision,
      boolean sameModel) {}

  /**
   * How the two came together.
   *
   * @param currentToPrior a rigid transform: three rows of four, a rotation and a translation
   */
  public record Registration(
      List<Double> currentToPrior,
      double lungOverlap,
      double coveredShare,
      double detailCorrelation,
      double localShiftMm,
      int places) {

    public Registration {
      currentToPrior = List.copyOf(currentToPrior);
    }
  }

  /**
   * One nodule.
   *
   * @param number of the finding in this analysis; null where only the earlier one has it
   * @param priorFinding as the earlier analysis had it; null where only this one has it
   * @param otherPlaceMm where it lies in the other examination
   * @param distanceMm between that and the other nodule; null without one
   * @param change what the guidelines were told
   * @param priorCategory the highest that it can have had in the earlier examination; null where
   *     nothing is known of it
   * @param priorCategoryLow the lowest; null too in comparisons of before ranges were told, where
   *     {@code priorCategory} is the only one
   */
  public record Nodule(
      String state,
      @Nullable Integer number,
      @Nullable PriorFinding priorFinding,
      List<Double> otherPlaceMm,
      @Nullable Double distanceMm,
      boolean trusted,
      boolean ambiguous,
      @Nullable Double meanDiameterChangeMm,
      @Nullable Double volumeChange,
      @Nullable Boolean stableVolume,
      @Nullable Double doublingDays,
      String change,
      @Nullable String priorCategory,
      @Nullable String priorCategoryLow,
      @Nullable Integer monthsSincePrior) {

    public Nodule {
      otherPlaceMm = List.copyOf(otherPlaceMm);
    }
  }

  /**
   * A finding of the earlier analysis, as far as it is shown beside the present one.
   *
   * @param number of the finding in its own analysis
   * @param familiar whether the model learnt from anything like it; null in comparisons of before
   *     this was told
   */
  public record PriorFinding(
      int number,
      List<Double> centerMm,
      double longAxisMm,
      double shortAxisMm,
      double volumeMm3,
      StoredAttributes attributes,
      @Nullable String side,
      @Nullable String zone,
      @Nullable Boolean familiar) {

    public PriorFinding {
      centerMm = List.copyOf(centerMm);
    }
  }
}
