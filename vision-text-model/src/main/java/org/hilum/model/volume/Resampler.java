package org.hilum.model.volume;

import java.util.stream.IntStream;

/** Trilinear resampling of volumes and of parts of them. */
public final class Resampler {

  private Resampler() {}

  /** The whole volume at an isotropic spacing. */
  public static CtVolume isotropic(CtVolume volume, double spacingMm) {
    VolumeGrid grid = volume.grid();
    return onto(
        volume,
        new VolumeGrid(
            sides(grid.columns(), grid.columnSpacingMm(), spacingMm),
            sides(grid.rows(), grid.rowSpacingMm(), spacingMm),
            sides(grid.slices(), grid.sliceSpacingMm(), spacingMm),
            spacingMm,
            spacingMm,
            spacingMm,
            grid.origin()));
  }

  private static int sides(int voxels, double oldMm, double newMm) {
    return 1 + (int) Math.floor((voxels - 1) * oldMm / newMm + 1e-6);
  }

  /**
   * The volume's values at another grid's voxels. Beyond the volume lies air, in the slices'
   * direction the nearest slice.
   */
  public static CtVolume onto(CtVolume volume, VolumeGrid target) {
    short[] result = new short[target.voxelCount()];
    Axis columns =
        new Axis(
            target.columns(),
            volume.grid().columnOf(target.origin()),
            target.columnSpacingMm() / volume.grid().columnSpacingMm(),
            volume.grid().columns());
    Axis rows =
        new Axis(
            target.rows(),
            volume.grid().rowOf(target.origin()),
            target.rowSpacingMm() / volume.grid().rowSpacingMm(),
            volume.grid().rows());
    Axis slices =
        new Axis(
            target.slices(),
            volume.grid().sliceOf(target.origin()),
            target.sliceSpacingMm() / volume.grid().sliceSpacingMm(),
            volume.grid().slices());
    IntStream.range(0, target.slices())
        .parallel()
        .forEach(slice -> slice(volume, target, columns, rows, slices, slice, result));
    return new CtVolume(target, result);
  }

  private static void slice(
      CtVolume volume,
      VolumeGrid target,
      Axis columns,
      Axis rows,
      Axis slices,
      int slice,
      short[] result) {
    VolumeGrid grid = volume.grid();
    short[] hu = volume.voxels();
    int below = slices.lower[slice] * grid.voxelsPerSlice();
    int above = slices.upper[slice] * grid.voxelsPerSlice();
    float up = slices.fraction[slice];
    for (int row = 0; row < target.rows(); row++) {
      int at = target.index(0, row, slice);
      if (rows.outside[row]) {
        java.util.Arrays.fill(result, at, at + target.columns(), CtVolume.AIR_HU);
        continue;
      }
      int lowerRow = rows.lower[row] * grid.columns();
      int upperRow = rows.upper[row] * grid.columns();
      float down = rows.fraction[row];
      for (int column = 0; column < target.columns(); column++) {
        if (columns.outside[column]) {
          result[at + column] = CtVolume.AIR_HU;
          continue;
        }
        int left = columns.lower[column];
        int right = columns.upper[column];
        float along = columns.fraction[column];
        float first = bilinear(hu, below + lowerRow, below + upperRow, left, right, along, down);
        float second = bilinear(hu, above + lowerRow, above + upperRow, left, right, along, down);
        result[at + column] = rounded(first + up * (second - first));
      }
    }
  }

  /** As {@link Math#round(float)}, which takes a third of the time of all this. */
  private static short rounded(float hu) {
    return (short) ((int) (hu + 32768.5) - 32768);
  }

  private static float bilinear(
      short[] hu, int lowerRow, int upperRow, int left, int right, float along, float down) {
    float top = hu[lowerRow + left] + along * (hu[lowerRow + right] - hu[lowerRow + left]);
    float bottom = hu[upperRow + left] + along * (hu[upperRow + right] - hu[upperRow + left]);
    return top + down * (bottom - top);
  }

  /** Where each target voxel of one axis falls between two source voxels. */
  private static final class Axis {

    private final int[] lower;
    private final int[] upper;
    private final float[] fraction;
    private final boolean[] outside;

    Axis(int count, double first, double step, int sourceCount) {
      lower = new int[count];
      upper = new int[count];
      fraction = new float[count];
      outside = new boolean[count];
      for (int i = 0; i < count; i++) {
        double position = first + i * step;
        outside[i] = position < -0.5 || position > sourceCount - 0.5;
        double inside = Math.max(0, Math.min(sourceCount - 1, position));
        lower[i] = (int) inside;
        upper[i] = Math.min(lower[i] + 1, sourceCount - 1);
        fraction[i] = (float) (inside - lower[i]);
      }
    }
  }
}
