package org.hilum.model.volume;

import java.util.BitSet;
import java.util.OptionalInt;

/**
 * The voxels of a finding: a box within the volume's grid, and a bit a voxel (column fastest, then
 * row, then slice).
 *
 * @param firstColumn the box's lowest column in the volume, likewise row and slice
 */
public record NoduleMask(
    int firstColumn, int firstRow, int firstSlice, int columns, int rows, int slices, BitSet bits) {

  public NoduleMask {
    bits = (BitSet) bits.clone();
    if (bits.length() > (long) columns * rows * slices) {
      throw new IllegalArgumentException("the mask has bits outside its box");
    }
  }

  /** Whether the voxel at these coordinates of the whole volume belongs to the finding. */
  public boolean contains(int column, int row, int slice) {
    int c = column - firstColumn;
    int r = row - firstRow;
    int s = slice - firstSlice;
    if (c < 0 || r < 0 || s < 0 || c >= columns || r >= rows || s >= slices) {
      return false;
    }
    return bits.get((s * rows + r) * columns + c);
  }

  /**
   * Whether the smaller of the two has at least half of its voxels in common with the other; never
   * where one has none.
   *
   * @param other of the same volume
   */
  public boolean mostlyCoincidesWith(NoduleMask other) {
    if (voxelCount() > other.voxelCount()) {
      return other.mostlyCoincidesWith(this);
    }
    long shared =
        bits.stream()
            .filter(
                bit ->
                    other.contains(
                        firstColumn + bit % columns,
                        firstRow + bit / columns % rows,
                        firstSlice + bit / (columns * rows)))
            .count();
    return shared > 0 && 2 * shared >= voxelCount();
  }

  /**
   * The volume's slice that holds most of the finding, the lowest of equals; empty for no voxels.
   */
  public OptionalInt widestSlice() {
    int widest = -1;
    int most = 0;
    for (int s = 0; s < slices; s++) {
      int count = bits.get(s * rows * columns, (s + 1) * rows * columns).cardinality();
      if (count > most) {
        most = count;
        widest = firstSlice + s;
      }
    }
    return widest < 0 ? OptionalInt.empty() : OptionalInt.of(widest);
  }

  public int voxelCount() {
    return bits.cardinality();
  }
}
