package org.hilum.model.lung;

import java.util.stream.IntStream;
import org.hilum.model.volume.VolumeGrid;

/**
 * Which cells are air outside the body: all that is connected with the edge of its slice. Where a
 * field of view is so narrow that a lung reaches the edge, that would be the lung too; so where
 * enough of it looks like lung, what has body on three sides or four is taken back.
 *
 * @param outside the air outside
 * @param takenBack what is connected with the edge and yet within the body
 */
@SuppressWarnings("ArrayRecordComponent")
record OutsideAir(boolean[] outside, boolean[] takenBack) {

  /** Aerated lung, neither plain air nor the rim of something solid. */
  private static final int LUNG_FROM_HU = -950;

  private static final int LUNG_BELOW_HU = -500;

  /** Less of it in a slice are rims of skin, sheets and clothes. */
  private static final double LEAST_LUNG_MM2 = 2000;

  private static final int SIDES_IN_BODY = 3;

  /**
   * @param mean HU of each cell
   */
  static OutsideAir of(short[] mean, VolumeGrid grid) {
    OutsideAir air = new OutsideAir(new boolean[mean.length], new boolean[mean.length]);
    int size = grid.voxelsPerSlice();
    IntStream.range(0, grid.slices())
        .parallel()
        .forEach(
            slice -> {
              air.flood(mean, grid, slice * size);
              air.takeBackLung(mean, grid, slice * size);
            });
    return air;
  }

  /** Whether a cell is tissue: no air, neither outside nor within. */
  boolean isBody(short[] mean, int cell) {
    return !outside[cell] && mean[cell] >= LungSegmenter.AIR_BELOW_HU;
  }

  private void flood(short[] mean, VolumeGrid grid, int start) {
    int columns = grid.columns();
    int rows = grid.rows();
    int[] queue = new int[columns * rows];
    int filled = 0;
    for (int i = 0; i < columns * rows; i++) {
      int column = i % columns;
      int row = i / columns;
      boolean edge = column == 0 || row == 0 || column == columns - 1 || row == rows - 1;
      if (edge && mean[start + i] < LungSegmenter.AIR_BELOW_HU) {
        outside[start + i] = true;
        queue[filled++] = i;
      }
    }
    for (int next = 0; next < filled; next++) {
      int column = queue[next] % columns;
      int row = queue[next] / columns;
      for (int side = 0; side < 4; side++) {
        int c = column + (side == 0 ? 1 : side == 1 ? -1 : 0);
        int r = row + (side == 2 ? 1 : side == 3 ? -1 : 0);
        if (c < 0 || r < 0 || c >= columns || r >= rows) {
          continue;
        }
        int i = r * columns + c;
        if (!outside[start + i] && mean[start + i] < LungSegmenter.AIR_BELOW_HU) {
          outside[start + i] = true;
          queue[filled++] = i;
        }
      }
    }
  }

  private void takeBackLung(short[] mean, VolumeGrid grid, int start) {
    int columns = grid.columns();
    int rows = grid.rows();
    int[] sides = new int[columns * rows];
    for (int row = 0; row < rows; row++) {
      passBody(mean, start, sides, row * columns, 1, columns);
      passBody(mean, start, sides, (row + 1) * columns - 1, -1, columns);
    }
    for (int column = 0; column < columns; column++) {
      passBody(mean, start, sides, column, columns, rows);
      passBody(mean, start, sides, (rows - 1) * columns + column, -columns, rows);
    }
    int lung = 0;
    for (int i = 0; i < sides.length; i++) {
      short hu = mean[start + i];
      boolean within = outside[start + i] && sides[i] >= SIDES_IN_BODY;
      lung += within && hu >= LUNG_FROM_HU && hu < LUNG_BELOW_HU ? 1 : 0;
    }
    if (lung * grid.columnSpacingMm() * grid.rowSpacingMm() < LEAST_LUNG_MM2) {
      return;
    }
    for (int i = 0; i < sides.length; i++) {
      if (outside[start + i] && sides[i] >= SIDES_IN_BODY) {
        outside[start + i] = false;
        takenBack[start + i] = true;
      }
    }
  }

  /** Counts one more side for each cell of a line that comes after body. */
  private void passBody(short[] mean, int start, int[] sides, int first, int step, int count) {
    boolean body = false;
    for (int n = 0, i = first; n < count; n++, i += step) {
      if (body) {
        sides[i]++;
      }
      body |= isBody(mean, start + i);
    }
  }
}
