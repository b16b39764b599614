package org.hilum.model.volume;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Exact Euclidean distances on a grid with unequal spacings, by lower envelopes of parabolas
 * (Felzenszwalb and Huttenlocher 2012, doi 10.4086/toc.2012.v008a019).
 */
public final class DistanceTransform {

  /** Stands for "no seed in this line": larger than any squared distance in a body. */
  private static final float FAR = 1e12f;

  private final int columns;
  private final int rows;
  private final int slices;
  private final double[] spacingMm;

  public DistanceTransform(int columns, int rows, int slices, double... spacingMm) {
    this.columns = columns;
    this.rows = rows;
    this.slices = slices;
    this.spacingMm = spacingMm;
  }

  /** On the cells of a grid. */
  public static DistanceTransform of(VolumeGrid grid) {
    return new DistanceTransform(
        grid.columns(),
        grid.rows(),
        grid.slices(),
        grid.columnSpacingMm(),
        grid.rowSpacingMm(),
        grid.sliceSpacingMm());
  }

  /** Each cell's squared distance in mm² to the nearest cell where {@code seeds} equals value. */
  public float[] squaredMm(boolean[] seeds, boolean value) {
    float[] distance = new float[seeds.length];
    for (int i = 0; i < seeds.length; i++) {
      distance[i] = seeds[i] == value ? 0 : FAR;
    }
    int sliceSize = columns * rows;
    IntStream.range(0, slices)
        .parallel()
        .forEach(
            s -> {
              Line line = new Line(Math.max(columns, rows));
              for (int r = 0; r < rows; r++) {
                line.transform(distance, s * sliceSize + r * columns, 1, columns, spacingMm[0]);
              }
              for (int c = 0; c < columns; c++) {
                line.transform(distance, s * sliceSize + c, columns, rows, spacingMm[1]);
              }
            });
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            r -> {
              Line line = new Line(slices);
              for (int c = 0; c < columns; c++) {
                line.transform(distance, r * columns + c, sliceSize, slices, spacingMm[2]);
              }
            });
    return distance;
  }

  /** Fills what a ball of this radius cannot enter from outside. */
  public boolean[] close(boolean[] mask, double radiusMm) {
    float limit = (float) (radiusMm * radiusMm);
    return about(mask, radiusMm).paste(mask, (box, part) -> box.closeAll(part, limit));
  }

  private boolean[] closeAll(boolean[] mask, float limit) {
    float[] toOutside = squaredMm(growAll(mask, limit), false);
    boolean[] closed = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      closed[i] = mask[i] || toOutside[i] > limit;
    }
    return closed;
  }

  /** All cells at most so far from the mask. */
  public boolean[] grow(boolean[] mask, double radiusMm) {
    float limit = (float) (radiusMm * radiusMm);
    return about(mask, radiusMm).paste(mask, (box, part) -> box.growAll(part, limit));
  }

  private boolean[] growAll(boolean[] mask, float limit) {
    float[] toMask = squaredMm(mask, true);
    boolean[] grown = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      grown[i] = toMask[i] <= limit;
    }
    return grown;
  }

  /** The box of cells within this distance of the mask, and one more: beyond, nothing changes. */
  private Box about(boolean[] mask, double radiusMm) {
    int[] first = {columns, rows, slices};
    int[] end = {0, 0, 0};
    int sliceSize = columns * rows;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        int[] cell = {i % columns, i % sliceSize / columns, i / sliceSize};
        for (int axis = 0; axis < 3; axis++) {
          first[axis] = Math.min(first[axis], cell[axis]);
          end[axis] = Math.max(end[axis], cell[axis] + 1);
        }
      }
    }
    int[] sides = {columns, rows, slices};
    for (int axis = 0; axis < 3; axis++) {
      int reach = (int) Math.ceil(radiusMm / spacingMm[axis]) + 1;
      first[axis] = Math.max(0, first[axis] - reach);
      end[axis] = Math.max(first[axis], Math.min(sides[axis], end[axis] + reach));
    }
    return new Box(first, end);
  }

  private interface Change {
    boolean[] of(DistanceTransform box, boolean[] part);
  }

  /** A part of the grid, from the first cell of each axis to before the end. */
  private final class Box {

    private final int[] first;
    private final int width;
    private final int height;
    private final int depth;

    Box(int[] first, int[] end) {
      this.first = first;
      this.width = end[0] - first[0];
      this.height = end[1] - first[1];
      this.depth = end[2] - first[2];
    }

    /** The mask with this part changed. */
    boolean[] paste(boolean[] mask, Change change) {
      boolean[] part = new boolean[width * height * depth];
      for (int line = 0; line < height * depth; line++) {
        System.arraycopy(mask, start(line), part, line * width, width);
      }
      boolean[] changed = change.of(new DistanceTransform(width, height, depth, spacingMm), part);
      boolean[] whole = mask.clone();
      for (int line = 0; line < height * depth; line++) {
        System.arraycopy(changed, line * width, whole, start(line), width);
      }
      return whole;
    }

    private int start(int line) {
      int row = first[1] + line % height;
      int slice = first[2] + line / height;
      return (slice * rows + row) * columns + first[0];
    }
  }

  /** One line's worth of scratch space. */
  private static final class Line {

    private final float[] values;
    private final int[] roots;
    private final double[] borders;

    Line(int length) {
      values = new float[length];
      roots = new int[length];
      borders = new double[length + 1];
    }

    void transform(float[] grid, int start, int stride, int length, double spacing) {
      boolean seeded = false;
      boolean distant = false;
      for (int i = 0; i < length; i++) {
        values[i] = grid[start + i * stride];
        seeded |= values[i] < FAR;
        distant |= values[i] > 0;
      }
      if (!seeded || !distant) {
        return;
      }
      double square = spacing * spacing;
      int last = -1;
      for (int i = 0; i < length; i++) {
        if (values[i] >= FAR) {
          continue;
        }
        double border = Double.NEGATIVE_INFINITY;
        while (last >= 0) {
          int root = roots[last];
          border =
              ((values[i] + square * i * i) - (values[root] + square * root * root))
                  / (2 * square * (i - root));
          if (border > borders[last]) {
            break;
          }
          last--;
          border = Double.NEGATIVE_INFINITY;
        }
        last++;
        roots[last] = i;
        borders[last] = border;
      }
      Arrays.fill(borders, last + 1, last + 2, Double.POSITIVE_INFINITY);
      int current = 0;
      for (int i = 0; i < length; i++) {
        while (borders[current + 1] < i) {
          current++;
        }
        double steps = i - roots[current];
        grid[start + i * stride] = (float) (values[roots[current]] + square * steps * steps);
      }
    }
  }
}
