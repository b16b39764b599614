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
    float[] toMask = squaredMm(mask, true);
    boolean[] grown = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      grown[i] = toMask[i] <= limit;
    }
    float[] toOutside = squaredMm(grown, false);
    boolean[] closed = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      closed[i] = mask[i] || toOutside[i] > limit;
    }
    return closed;
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
