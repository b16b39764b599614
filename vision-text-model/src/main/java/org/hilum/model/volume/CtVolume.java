package org.hilum.model.volume;

import static java.util.Objects.requireNonNull;

/**
 * A CT volume in Hounsfield units. Voxels are stored slice by slice, row by row, as whole HU; the
 * padding outside the scan circle is air (-1024 HU), never lower.
 */
public final class CtVolume {

  /** The lowest value a volume holds; scanners' padding values are raised to it. */
  public static final short AIR_HU = -1024;

  private final VolumeGrid grid;
  private final short[] hu;

  /**
   * @param hu the voxels, {@code grid.voxelCount()} of them, kept and not copied
   * @throws IllegalArgumentException if the array does not fit the grid
   */
  public CtVolume(VolumeGrid grid, short[] hu) {
    this.grid = requireNonNull(grid, "grid");
    this.hu = requireNonNull(hu, "hu");
    if (hu.length != grid.voxelCount()) {
      throw new IllegalArgumentException(
          "a grid of %d voxels cannot hold %d values".formatted(grid.voxelCount(), hu.length));
    }
  }

  public VolumeGrid grid() {
    return grid;
  }

  public short hu(int column, int row, int slice) {
    return hu[grid.index(column, row, slice)];
  }

  /** The voxels themselves, not a copy: whole-volume code would not fit in memory otherwise. */
  public short[] voxels() {
    return hu;
  }
}
