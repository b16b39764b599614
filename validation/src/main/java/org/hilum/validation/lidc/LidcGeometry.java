package org.hilum.validation.lidc;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.DicomInstance;
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

  private static final double STRAIGHT = 0.999;

  /** Spacings that differ by less than this are one spacing with rounding. */
  private static final double SAME_MM = 0.001;

  /**
   * The geometry of a series read from disk.
   *
   * @throws IllegalArgumentException in one line, if an image lacks its position, orientation or
   *     pixel spacing, or the series is not axial with columns along x and rows along y
   */
  public static LidcGeometry of(String seriesInstanceUid, List<DicomInstance> images) {
    Map<String, PatientPoint> firstPixels = new HashMap<>();
    double columnStepMm = 0;
    double rowStepMm = 0;
    for (DicomInstance image : images) {
      DicomInstance.Vector position = image.image().position();
      DicomInstance.Orientation orientation = image.image().orientation();
      DicomInstance.PixelSpacing spacing = image.image().pixelSpacing();
      if (position == null || orientation == null || spacing == null) {
        throw new IllegalArgumentException(
            "%s lacks its position, orientation or pixel spacing".formatted(image.file()));
      }
      double alongX = orientation.alongRow().x();
      double alongY = orientation.alongColumn().y();
      if (Math.abs(alongX) < STRAIGHT || Math.abs(alongY) < STRAIGHT) {
        throw new IllegalArgumentException(
            "%s is not an axial image along the patient's axes".formatted(image.file()));
      }
      double columns = Math.signum(alongX) * spacing.betweenColumnsMm();
      double rows = Math.signum(alongY) * spacing.betweenRowsMm();
      boolean first = firstPixels.isEmpty();
      if (!first
          && (Math.abs(columns - columnStepMm) > SAME_MM || Math.abs(rows - rowStepMm) > SAME_MM)) {
        throw new IllegalArgumentException(
            "%s has other pixel spacings than the rest of its series".formatted(image.file()));
      }
      columnStepMm = columns;
      rowStepMm = rows;
      firstPixels.put(
          image.sopInstanceUid(), new PatientPoint(position.x(), position.y(), position.z()));
    }
    return new LidcGeometry(
        seriesInstanceUid, columnStepMm, rowStepMm, sliceSpacingMm(firstPixels), firstPixels);
  }

  /** The middle one of the distances between neighbours, which a gap does not move. */
  private static double sliceSpacingMm(Map<String, PatientPoint> firstPixels) {
    double[] z =
        firstPixels.values().stream().mapToDouble(PatientPoint::zMm).distinct().sorted().toArray();
    double[] gaps = IntStream.range(1, z.length).mapToDouble(i -> z[i] - z[i - 1]).toArray();
    Arrays.sort(gaps);
    return gaps.length == 0 ? 0 : gaps[gaps.length / 2];
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

  /**
   * A place on one image, in pixels from the middle of its first.
   *
   * @return null if the series holds no such image
   */
  public @Nullable PatientPoint place(String sopInstanceUid, double column, double row) {
    PatientPoint firstPixel = firstPixels.get(sopInstanceUid);
    return firstPixel == null ? null : at(firstPixel, column, row);
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
