package org.hilum.model.phantom;

import java.util.List;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * What phantom to make. The volume is centred on the patient's origin; 300 mm along z hold the
 * whole lungs.
 *
 * @param seed varies the outline, vessels, texture and noise; the same specification always makes
 *     the same voxels
 * @throws IllegalArgumentException if a size or spacing is not positive, or the volume would be
 *     unreasonably large
 */
public record PhantomSpec(
    int columns,
    int rows,
    int slices,
    double columnSpacingMm,
    double rowSpacingMm,
    double sliceSpacingMm,
    long seed,
    List<PhantomNodule> nodules) {

  private static final long MOST_VOXELS = 1024L * 1024 * 1024;

  public PhantomSpec {
    nodules = List.copyOf(nodules);
    if ((long) columns * rows > MOST_VOXELS || (long) columns * rows * slices > MOST_VOXELS) {
      throw new IllegalArgumentException(
          "a phantom of %d x %d x %d voxels is too large".formatted(columns, rows, slices));
    }
    gridOf(columns, rows, slices, columnSpacingMm, rowSpacingMm, sliceSpacingMm);
  }

  /** A usual chest CT: 512 x 512 x 140 voxels of 0.7 x 0.7 x 2.5 mm. */
  public static PhantomSpec standard(long seed, List<PhantomNodule> nodules) {
    return new PhantomSpec(512, 512, 140, 0.7, 0.7, 2.5, seed, nodules);
  }

  /** A thin-slice chest CT: 512 x 512 x 300 voxels of 0.7 x 0.7 x 1 mm. */
  public static PhantomSpec thin(long seed, List<PhantomNodule> nodules) {
    return new PhantomSpec(512, 512, 300, 0.7, 0.7, 1, seed, nodules);
  }

  /** The volume's grid: axis-aligned, its centre at the patient's origin. */
  public VolumeGrid grid() {
    return gridOf(columns, rows, slices, columnSpacingMm, rowSpacingMm, sliceSpacingMm);
  }

  private static VolumeGrid gridOf(
      int columns,
      int rows,
      int slices,
      double columnSpacingMm,
      double rowSpacingMm,
      double sliceSpacingMm) {
    PatientPoint origin =
        new PatientPoint(
            -(columns - 1) / 2.0 * columnSpacingMm,
            -(rows - 1) / 2.0 * rowSpacingMm,
            -(slices - 1) / 2.0 * sliceSpacingMm);
    return new VolumeGrid(
        columns, rows, slices, columnSpacingMm, rowSpacingMm, sliceSpacingMm, origin);
  }
}
