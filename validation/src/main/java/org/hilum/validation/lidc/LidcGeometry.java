package org.hilum.validation.lidc;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.hilum.model.volume.PatientPoint;
import org.jspecify.annotations.Nullable;

/**
 * Where the pixels of an axial series lie in the patient.
 *
 * @param columnStepMm what one column adds to x: positive supine, negative prone
 * @param rowStepMm what one row adds to y: positive supine, negative prone
 * @param sliceSpacingMm between neighbouring images' centres, positive
 * @param firstPixels the centre of the first pixel of each image (its ImagePositionPatient), by
 *     SOPInstanceUID
 */
public record LidcGeometry(
    String seriesInstanceUid,
    double columnStepMm,
    double rowStepMm,
    double sliceSpacingMm,
    Map<String, PatientPoint> firstPixels) {

  public LidcGeometry {
    requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    firstPixels = Map.copyOf(firstPixels);
    if (!(Math.abs(columnStepMm) > 0) || !(Math.abs(rowStepMm) > 0) || !(sliceSpacingMm > 0)) {
      throw new IllegalArgumentException(
          "pixel and slice spacings of series %s must not be zero".formatted(seriesInstanceUid));
    }
    if (firstPixels.isEmpty()) {
      throw new IllegalArgumentException("series " + seriesInstanceUid + " has no images");
    }
  }

  /**
   * The first pixel of the image that a mark names; by position where the UID is not of this
   * series.
   *
   * @return null if the series holds no such image
   */
  @Nullable PatientPoint firstPixel(@Nullable String sopInstanceUid, double zMm) {
    PatientPoint named = sopInstanceUid == null ? null : firstPixels.get(sopInstanceUid);
    if (named != null || Double.isNaN(zMm)) {
      return named;
    }
    PatientPoint nearest = null;
    for (PatientPoint candidate : firstPixels.values()) {
      if (nearest == null || Math.abs(candidate.zMm() - zMm) < Math.abs(nearest.zMm() - zMm)) {
        nearest = candidate;
      }
    }
    return nearest != null && Math.abs(nearest.zMm() - zMm) <= sliceSpacingMm / 2 ? nearest : null;
  }

  PatientPoint at(PatientPoint firstPixel, double column, double row) {
    return new PatientPoint(
        firstPixel.xMm() + column * columnStepMm,
        firstPixel.yMm() + row * rowStepMm,
        firstPixel.zMm());
  }

  double voxelVolumeMm3() {
    return Math.abs(columnStepMm * rowStepMm) * sliceSpacingMm;
  }
}
