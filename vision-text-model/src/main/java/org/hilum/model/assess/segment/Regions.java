package org.hilum.model.assess.segment;

import java.util.ArrayDeque;
import java.util.BitSet;

/** Connected regions, centres and surroundings of masks of one slice. */
public final class Regions {

  private Regions() {}

  /** The 8-connected region of the mask that holds the pixel. */
  static BitSet regionOf(BitSet mask, int pixel, int width) {
    BitSet region = new BitSet(mask.length());
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.add(pixel);
    region.set(pixel);
    int height = (mask.length() + width - 1) / width;
    while (!open.isEmpty()) {
      int current = open.remove();
      int column = current % width;
      int row = current / width;
      for (int r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++) {
        for (int c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++) {
          int near = r * width + c;
          if (mask.get(near) && !region.get(near)) {
            region.set(near);
            open.add(near);
          }
        }
      }
    }
    return region;
  }

  /** The set pixel nearest to a point, or -1 where none lies within the distance. */
  static int nearest(BitSet mask, double column, double row, int width, double within) {
    int best = -1;
    double bestSquared = within * within;
    for (int p = mask.nextSetBit(0); p >= 0; p = mask.nextSetBit(p + 1)) {
      double dx = p % width - column;
      double dy = p / width - row;
      double squared = dx * dx + dy * dy;
      if (squared <= bestSquared) {
        bestSquared = squared;
        best = p;
      }
    }
    return best;
  }

  /** The centre of mass, column then row; the mask must not be empty. */
  static double[] centre(BitSet mask, int width) {
    double column = 0;
    double row = 0;
    for (int p = mask.nextSetBit(0); p >= 0; p = mask.nextSetBit(p + 1)) {
      column += p % width;
      row += p / width;
    }
    int count = mask.cardinality();
    return new double[] {column / count, row / count};
  }

  /**
   * What lies around the mask.
   *
   * @param from so many pixels beyond it, to each side of its own
   * @param to up to so many
   */
  public static BitSet ring(BitSet mask, int from, int to, int width) {
    BitSet ring = grown(mask, to, width);
    ring.andNot(grown(mask, from, width));
    return ring;
  }

  /**
   * The mask and all within a square of so many pixels to each side of its own; as high as wide.
   */
  private static BitSet grown(BitSet mask, int by, int width) {
    BitSet result = new BitSet();
    for (int p = mask.nextSetBit(0); p >= 0; p = mask.nextSetBit(p + 1)) {
      int column = p % width;
      int row = p / width;
      int left = Math.max(0, column - by);
      int right = Math.min(width - 1, column + by);
      for (int r = Math.max(0, row - by); r <= Math.min(width - 1, row + by); r++) {
        result.set(r * width + left, r * width + right + 1);
      }
    }
    return result;
  }
}
