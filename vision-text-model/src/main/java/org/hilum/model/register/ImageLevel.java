package org.hilum.model.register;

import java.util.stream.IntStream;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * One step of a resolution pyramid: means of blocks of voxels, each voxel first clamped to the
 * range where lung, vessels and soft tissue differ, so that neither metal nor a contrast agent nor
 * the padding outside the scan circle weighs more than they do.
 */
final class ImageLevel {

  private static final int LOWEST_HU = -1000;
  private static final int HIGHEST_HU = 200;

  private final VolumeGrid grid;
  private final float[] hu;

  private ImageLevel(VolumeGrid grid, float[] hu) {
    this.grid = grid;
    this.hu = hu;
  }

  VolumeGrid grid() {
    return grid;
  }

  float at(int index) {
    return hu[index];
  }

  /** Blocks as near to cubes of this side as whole voxels allow. */
  static ImageLevel of(CtVolume volume, double sideMm) {
    VolumeGrid fine = volume.grid();
    int columns = block(sideMm, fine.columnSpacingMm(), fine.columns());
    int rows = block(sideMm, fine.rowSpacingMm(), fine.rows());
    int slices = block(sideMm, fine.sliceSpacingMm(), fine.slices());
    VolumeGrid grid = pooled(fine, columns, rows, slices);
    short[] voxels = volume.voxels();
    float[] mean = new float[grid.voxelCount()];
    IntStream.range(0, grid.slices())
        .parallel()
        .forEach(
            slice -> {
              int[] sums = new int[grid.columns()];
              for (int row = 0; row < grid.rows(); row++) {
                java.util.Arrays.fill(sums, 0);
                for (int s = 0; s < slices; s++) {
                  for (int r = 0; r < rows; r++) {
                    int at = fine.index(0, row * rows + r, slice * slices + s);
                    for (int i = 0; i < grid.columns() * columns; i++) {
                      int value = voxels[at + i];
                      sums[i / columns] += Math.max(LOWEST_HU, Math.min(HIGHEST_HU, value));
                    }
                  }
                }
                for (int column = 0; column < grid.columns(); column++) {
                  mean[grid.index(column, row, slice)] =
                      (float) sums[column] / (columns * rows * slices);
                }
              }
            });
    return new ImageLevel(grid, mean);
  }

  /** The next coarser level: means of blocks of these values. */
  ImageLevel coarser(double sideMm) {
    int columns = block(sideMm, grid.columnSpacingMm(), grid.columns());
    int rows = block(sideMm, grid.rowSpacingMm(), grid.rows());
    int slices = block(sideMm, grid.sliceSpacingMm(), grid.slices());
    VolumeGrid target = pooled(grid, columns, rows, slices);
    float[] mean = new float[target.voxelCount()];
    for (int slice = 0; slice < target.slices(); slice++) {
      for (int row = 0; row < target.rows(); row++) {
        for (int column = 0; column < target.columns(); column++) {
          float sum = 0;
          for (int s = 0; s < slices; s++) {
            for (int r = 0; r < rows; r++) {
              int at = grid.index(column * columns, row * rows + r, slice * slices + s);
              for (int c = 0; c < columns; c++) {
                sum += hu[at + c];
              }
            }
          }
          mean[target.index(column, row, slice)] = sum / (columns * rows * slices);
        }
      }
    }
    return new ImageLevel(target, mean);
  }

  private static int block(double sideMm, double spacingMm, int voxels) {
    return Math.max(1, Math.min(voxels, (int) Math.round(sideMm / spacingMm)));
  }

  private static VolumeGrid pooled(VolumeGrid fine, int columns, int rows, int slices) {
    return new VolumeGrid(
        fine.columns() / columns,
        fine.rows() / rows,
        fine.slices() / slices,
        fine.columnSpacingMm() * columns,
        fine.rowSpacingMm() * rows,
        fine.sliceSpacingMm() * slices,
        fine.toPatient((columns - 1) / 2.0, (rows - 1) / 2.0, (slices - 1) / 2.0));
  }

  /** Trilinear value at a patient position; NaN outside the centres of the outermost blocks. */
  float sample(double xMm, double yMm, double zMm) {
    PatientPoint origin = grid.origin();
    double x = (xMm - origin.xMm()) / grid.columnSpacingMm();
    double y = (yMm - origin.yMm()) / grid.rowSpacingMm();
    double z = (zMm - origin.zMm()) / grid.sliceSpacingMm();
    int i = (int) Math.floor(x);
    int j = (int) Math.floor(y);
    int k = (int) Math.floor(z);
    if (i < 0
        || j < 0
        || k < 0
        || i >= grid.columns() - 1
        || j >= grid.rows() - 1
        || k >= grid.slices() - 1) {
      return Float.NaN;
    }
    float a = (float) (x - i);
    float b = (float) (y - j);
    float c = (float) (z - k);
    int at = grid.index(i, j, k);
    int up = grid.voxelsPerSlice();
    return lerp(plane(at, a, b), plane(at + up, a, b), c);
  }

  /**
   * Value and slope at a patient position.
   *
   * @param result takes the value, then its derivatives by x, y and z, HU per mm
   * @return false outside
   */
  boolean sampleWithGradient(double xMm, double yMm, double zMm, float[] result) {
    PatientPoint origin = grid.origin();
    double x = (xMm - origin.xMm()) / grid.columnSpacingMm();
    double y = (yMm - origin.yMm()) / grid.rowSpacingMm();
    double z = (zMm - origin.zMm()) / grid.sliceSpacingMm();
    int i = (int) Math.floor(x);
    int j = (int) Math.floor(y);
    int k = (int) Math.floor(z);
    if (i < 0
        || j < 0
        || k < 0
        || i >= grid.columns() - 1
        || j >= grid.rows() - 1
        || k >= grid.slices() - 1) {
      return false;
    }
    float a = (float) (x - i);
    float b = (float) (y - j);
    float c = (float) (z - k);
    int low = grid.index(i, j, k);
    int high = low + grid.voxelsPerSlice();
    int columns = grid.columns();
    float below = plane(low, a, b);
    float above = plane(high, a, b);
    result[0] = lerp(below, above, c);
    result[1] =
        lerp(
                lerp(hu[low + 1] - hu[low], hu[low + columns + 1] - hu[low + columns], b),
                lerp(hu[high + 1] - hu[high], hu[high + columns + 1] - hu[high + columns], b),
                c)
            / (float) grid.columnSpacingMm();
    result[2] =
        lerp(
                lerp(hu[low + columns] - hu[low], hu[low + columns + 1] - hu[low + 1], a),
                lerp(hu[high + columns] - hu[high], hu[high + columns + 1] - hu[high + 1], a),
                c)
            / (float) grid.rowSpacingMm();
    result[3] = (above - below) / (float) grid.sliceSpacingMm();
    return true;
  }

  private float plane(int at, float a, float b) {
    int columns = grid.columns();
    return lerp(lerp(hu[at], hu[at + 1], a), lerp(hu[at + columns], hu[at + columns + 1], a), b);
  }

  private static float lerp(float from, float to, float share) {
    return from + share * (to - from);
  }
}
