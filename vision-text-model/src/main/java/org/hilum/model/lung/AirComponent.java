package org.hilum.model.lung;

import java.util.Arrays;
import org.hilum.model.volume.VolumeGrid;

/**
 * Air that hangs together and is not outside the body: lung, gas in stomach and bowel, or the foam
 * of a table within its closed shell.
 *
 * @param mean HU of each cell of the grid
 * @param takenBack which cells are connected with the image's edge
 */
@SuppressWarnings("ArrayRecordComponent")
record AirComponent(int[] cells, VolumeGrid grid, short[] mean, boolean[] takenBack) {

  /** Gas in stomach and bowel has no tissue in it; even emphysematous lung has. */
  private static final double GAS_BELOW_HU = -960;

  /** The same in the middle of it, where no rim is averaged in. */
  private static final double INNER_GAS_BELOW_HU = -965;

  /** What has a neighbour from here on lies at the rim. */
  private static final int RIM_FROM_HU = -700;

  /** A lung is cut in some of its slices, the foam of a table in all. */
  private static final double MOST_TAKEN_BACK = 0.95;

  /** A table is as wide in each slice as in any other, but for this share. */
  private static final double LEAST_OF_A_TABLE = 0.5;

  boolean isGas() {
    return Arrays.stream(cells).mapToLong(cell -> mean[cell]).sum() < GAS_BELOW_HU * cells.length;
  }

  /**
   * Whether it reaches the first or last slice and is gas inside: a stomach where the images end,
   * which would look like a lung that goes on. Elsewhere gas does no harm, and a lung as thin as
   * that must not be lost.
   */
  boolean isGasAtAnEnd() {
    int[] areas = areas();
    if (areas[0] == 0 && areas[areas.length - 1] == 0) {
      return false;
    }
    int[] inner =
        Arrays.stream(cells).filter(this::isInner).map(cell -> mean[cell]).sorted().toArray();
    return inner.length > 0 && inner[inner.length / 2] < INNER_GAS_BELOW_HU;
  }

  /** Whether the image's edges cut it nearly everywhere, as a wide table's foam. */
  boolean isCutAllAlong() {
    long atEdge = Arrays.stream(cells).filter(cell -> takenBack[cell]).count();
    return atEdge > MOST_TAKEN_BACK * cells.length;
  }

  /**
   * As the foam of a table that lies wholly in view, and as lungs of which both ends are cut off.
   */
  boolean isAlikeInEverySlice() {
    int[] areas = areas();
    int least = Arrays.stream(areas).min().orElseThrow();
    int largest = Arrays.stream(areas).max().orElseThrow();
    return least >= LEAST_OF_A_TABLE * largest;
  }

  /** Cells in each slice. */
  private int[] areas() {
    int[] areas = new int[grid.slices()];
    for (int cell : cells) {
      areas[cell / grid.voxelsPerSlice()]++;
    }
    return areas;
  }

  private boolean isInner(int cell) {
    int column = cell % grid.columns();
    int row = cell % grid.voxelsPerSlice() / grid.columns();
    int slice = cell / grid.voxelsPerSlice();
    return (column == 0 || mean[cell - 1] < RIM_FROM_HU)
        && (column == grid.columns() - 1 || mean[cell + 1] < RIM_FROM_HU)
        && (row == 0 || mean[cell - grid.columns()] < RIM_FROM_HU)
        && (row == grid.rows() - 1 || mean[cell + grid.columns()] < RIM_FROM_HU)
        && (slice == 0 || mean[cell - grid.voxelsPerSlice()] < RIM_FROM_HU)
        && (slice == grid.slices() - 1 || mean[cell + grid.voxelsPerSlice()] < RIM_FROM_HU);
  }
}
