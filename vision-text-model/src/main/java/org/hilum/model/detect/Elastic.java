package org.hilum.model.detect;

import java.util.SplittableRandom;

/**
 * An elastic deformation of a window: each voxel shows what lies a few voxels away, and how far
 * changes smoothly. Cubic B-splines on a lattice of random shifts.
 */
final class Elastic {

  /** No deformation. */
  static final Elastic NONE = new Elastic(1, new double[0]);

  /** Voxels between two points of the lattice. */
  private static final double SPAN = 16;

  private static final int TAPS = 4;
  private static final int INVERTING_ROUNDS = 12;

  private final int points;

  /** The lattice's shifts along x, y and z: x fastest, then y, z, and the axis. */
  private final double[] shifts;

  private Elastic(int points, double[] shifts) {
    this.points = points;
    this.shifts = shifts;
  }

  /**
   * A random deformation of a window of {@code size} voxels a side.
   *
   * @param spread of the lattice's shifts in voxels, a standard deviation; the voxels move about a
   *     third as far. Up to 8, what lies side by side stays so: stretched or squeezed by about a
   *     sixth, one standard deviation.
   */
  static Elastic random(int size, double spread, SplittableRandom random) {
    int points = (int) Math.ceil((size - 1) / SPAN) + TAPS - 1;
    double[] shifts = new double[3 * points * points * points];
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = spread * random.nextGaussian();
    }
    return new Elastic(points, shifts);
  }

  /** The shifts of all voxels of a row, to ask for them one by one. */
  final class Row {

    /** By axis, along the lattice's x. */
    private final double[][] lattice = new double[3][points];

    /** Moves to another row of the window. */
    void at(double y, double z) {
      if (isStill()) {
        return;
      }
      int j = (int) (y / SPAN);
      int k = (int) (z / SPAN);
      double[] down = weights(y / SPAN - j);
      double[] above = weights(z / SPAN - k);
      for (int axis = 0; axis < 3; axis++) {
        for (int i = 0; i < points; i++) {
          double sum = 0;
          for (int c = 0; c < TAPS; c++) {
            for (int b = 0; b < TAPS; b++) {
              int at = ((axis * points + k + c) * points + j + b) * points + i;
              sum += above[c] * down[b] * shifts[at];
            }
          }
          lattice[axis][i] = sum;
        }
      }
    }

    /** Puts the shift at {@code x} along the three axes into {@code by}. */
    void shift(double x, double[] by) {
      if (isStill()) {
        by[0] = 0;
        by[1] = 0;
        by[2] = 0;
        return;
      }
      int i = (int) (x / SPAN);
      double[] weights = weights(x / SPAN - i);
      for (int axis = 0; axis < 3; axis++) {
        double[] line = lattice[axis];
        by[axis] =
            weights[0] * line[i]
                + weights[1] * line[i + 1]
                + weights[2] * line[i + 2]
                + weights[3] * line[i + 3];
      }
    }
  }

  private boolean isStill() {
    return shifts.length == 0;
  }

  /** The voxel that shows what lay at a place before; beyond the window, moved as its edge is. */
  double[] shownAt(double[] place, int size) {
    double[] at = place.clone();
    if (isStill()) {
      return at;
    }
    Row row = new Row();
    double[] by = new double[3];
    for (int round = 0; round < INVERTING_ROUNDS; round++) {
      row.at(clamped(at[1], size), clamped(at[2], size));
      row.shift(clamped(at[0], size), by);
      for (int axis = 0; axis < 3; axis++) {
        at[axis] = place[axis] - by[axis];
      }
    }
    return at;
  }

  private static double clamped(double at, int size) {
    return Math.max(0, Math.min(size - 1, at));
  }

  /**
   * Of the four lattice points about a place, {@code t} of the way from the second to the third.
   */
  private static double[] weights(double t) {
    double s = 1 - t;
    return new double[] {
      s * s * s / 6,
      (3 * t * t * t - 6 * t * t + 4) / 6,
      (3 * s * s * s - 6 * s * s + 4) / 6,
      t * t * t / 6
    };
  }
}
