package org.hilum.validation.studies;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.report.guideline.LungRads;
import org.hilum.validation.malignancy.HistoryOnly;
import org.jspecify.annotations.Nullable;

/**
 * What the model made of one series, as it is kept on disk.
 *
 * @param marks empty where the series was refused
 * @param refusal why the model would not judge; null where it did
 * @param bounds where the volume lies; null where there was none
 * @param historyLogOdds what the history says without images ({@link HistoryOnly}); {@code NaN}
 *     where it tells nothing
 * @param seconds from the first file to the last finding
 */
public record StudyResult(
    String seriesInstanceUid,
    List<Mark> marks,
    @Nullable String refusal,
    @Nullable Bounds bounds,
    Map<String, String> traits,
    double historyLogOdds,
    double seconds) {

  public StudyResult {
    marks = List.copyOf(marks);
    traits = new TreeMap<>(traits);
  }

  /** A series that the model would not judge. */
  static StudyResult refused(
      String seriesInstanceUid,
      String why,
      @Nullable Bounds bounds,
      Map<String, String> traits,
      double seconds) {
    return new StudyResult(seriesInstanceUid, List.of(), why, bounds, traits, Double.NaN, seconds);
  }

  /**
   * A finding, in patient millimetres (LPS).
   *
   * @param imageOnlyProbability of malignancy, without the history; {@code NaN} where it was not
   *     asked for
   * @param brock risk by Brock 2b, likewise {@code mayo}; {@code NaN} where the model gives none
   * @param lungRads the category of this nodule alone: the higher one where facts are missing
   */
  public record Mark(
      double xMm,
      double yMm,
      double zMm,
      double noduleProbability,
      double malignancyProbability,
      double longAxisMm,
      double imageOnlyProbability,
      double brock,
      double mayo,
      LungRads.Category lungRads) {

    public PatientPoint center() {
      return new PatientPoint(xMm, yMm, zMm);
    }
  }

  /** The box of a volume, half a voxel beyond its outermost centres. */
  public record Bounds(
      double xLowMm, double yLowMm, double zLowMm, double xHighMm, double yHighMm, double zHighMm) {

    static Bounds of(VolumeGrid grid) {
      PatientPoint low = grid.toPatient(-0.5, -0.5, -0.5);
      PatientPoint high =
          grid.toPatient(grid.columns() - 0.5, grid.rows() - 0.5, grid.slices() - 0.5);
      return new Bounds(low.xMm(), low.yMm(), low.zMm(), high.xMm(), high.yMm(), high.zMm());
    }

    public boolean contains(PatientPoint p) {
      return p.xMm() >= xLowMm
          && p.xMm() <= xHighMm
          && p.yMm() >= yLowMm
          && p.yMm() <= yHighMm
          && p.zMm() >= zLowMm
          && p.zMm() <= zHighMm;
    }
  }
}
