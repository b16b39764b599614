package org.hilum.validation.studies;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/**
 * What the model made of one series, as it is kept on disk.
 *
 * @param marks empty where the series was refused
 * @param refusal why the model would not judge; null where it did
 * @param bounds where the volume lies; null where there was none
 * @param seconds from the first file to the last finding
 */
public record StudyResult(
    String seriesInstanceUid,
    List<Mark> marks,
    @Nullable String refusal,
    @Nullable Bounds bounds,
    Map<String, String> traits,
    double seconds) {

  public StudyResult {
    marks = List.copyOf(marks);
    traits = new TreeMap<>(traits);
  }

  /** A finding, in patient millimetres (LPS). */
  public record Mark(
      double xMm,
      double yMm,
      double zMm,
      double noduleProbability,
      double malignancyProbability,
      double longAxisMm) {

    PatientPoint center() {
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
