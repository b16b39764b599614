package org.hilum.model.volume;

import static java.util.Objects.requireNonNull;

/**
 * Where a volume's voxels lie: an axis-aligned grid in DICOM LPS. Columns grow to the patient's
 * left (+x), rows to the back (+y), slices to the head (+z), whatever order the scanner stored them
 * in. Spacings are millimetres between voxel centres; {@code origin} is the centre of voxel (0, 0,
 * 0).
 *
 * @throws IllegalArgumentException if a size is not positive or a spacing is not a positive, finite
 *     number
 */
public record VolumeGrid(
    int columns,
    int rows,
    int slices,
    double columnSpacingMm,
    double rowSpacingMm,
    double sliceSpacingMm,
    PatientPoint origin) {

  public VolumeGrid {
    requireNonNull(origin, "origin");
    if (columns <= 0 || rows <= 0 || slices <= 0) {
      throw new IllegalArgumentException(
          "a volume needs at least one voxel a side, got %d x %d x %d"
              .formatted(columns, rows, slices));
    }
    requirePositive("columnSpacingMm", columnSpacingMm);
    requirePositive("rowSpacingMm", rowSpacingMm);
    requirePositive("sliceSpacingMm", sliceSpacingMm);
  }

  private static void requirePositive(String name, double spacingMm) {
    if (!(spacingMm > 0) || Double.isInfinite(spacingMm)) {
      throw new IllegalArgumentException(name + " must be a positive length, got " + spacingMm);
    }
  }

  public int voxelsPerSlice() {
    return Math.multiplyExact(columns, rows);
  }

  public int voxelCount() {
    return Math.multiplyExact(voxelsPerSlice(), slices);
  }

  public int index(int column, int row, int slice) {
    return (slice * rows + row) * columns + column;
  }

  /** The patient position of a (possibly fractional) voxel coordinate. */
  public PatientPoint toPatient(double column, double row, double slice) {
    return new PatientPoint(
        origin.xMm() + column * columnSpacingMm,
        origin.yMm() + row * rowSpacingMm,
        origin.zMm() + slice * sliceSpacingMm);
  }

  /**
   * The patient position of a voxel.
   *
   * @param index as {@link #index} gives it
   */
  public PatientPoint toPatient(int index) {
    int inSlice = index % voxelsPerSlice();
    return toPatient(inSlice % columns, inSlice / columns, index / voxelsPerSlice());
  }

  public double columnOf(PatientPoint point) {
    return (point.xMm() - origin.xMm()) / columnSpacingMm;
  }

  public double rowOf(PatientPoint point) {
    return (point.yMm() - origin.yMm()) / rowSpacingMm;
  }

  public double sliceOf(PatientPoint point) {
    return (point.zMm() - origin.zMm()) / sliceSpacingMm;
  }

  public double voxelVolumeMm3() {
    return columnSpacingMm * rowSpacingMm * sliceSpacingMm;
  }
}
