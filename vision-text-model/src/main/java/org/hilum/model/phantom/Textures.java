package org.hilum.model.phantom;

import java.util.SplittableRandom;

/** Seeded random patterns: smooth ones in space for tissue, and grainy ones for scanner noise. */
final class Textures {

  private static final int LATTICE = 64;
  private static final int TILE = 512;

  private final float[] lattice = new float[LATTICE * LATTICE * LATTICE];
  private final float[] grain = new float[TILE * TILE];

  Textures(long seed) {
    SplittableRandom random = new SplittableRandom(Solids.scramble(seed, 2));
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = (float) random.nextGaussian();
    }
    float[] white = new float[TILE * TILE];
    for (int i = 0; i < white.length; i++) {
      white[i] = (float) random.nextGaussian();
    }
    // A standard reconstruction kernel: neighbours share noise, its mean over a few voxels is
    // small.
    double[] kernel = {-0.04, 0.40, 1, 0.40, -0.04};
    double energy = 0;
    for (double k : kernel) {
      energy += k * k;
    }
    for (int row = 0; row < TILE; row++) {
      for (int column = 0; column < TILE; column++) {
        double sum = 0;
        for (int dr = -2; dr <= 2; dr++) {
          int r = (row + dr + TILE) % TILE * TILE;
          for (int dc = -2; dc <= 2; dc++) {
            sum += kernel[dr + 2] * kernel[dc + 2] * white[r + (column + dc + TILE) % TILE];
          }
        }
        grain[row * TILE + column] = (float) (sum / energy);
      }
    }
  }

  /** A smooth random field of mean 0 and standard deviation about 0.5, given in lattice units. */
  double smooth(double x, double y, double z) {
    int ix = (int) Math.floor(x);
    int iy = (int) Math.floor(y);
    int iz = (int) Math.floor(z);
    double fx = x - ix;
    double fy = y - iy;
    double fz = z - iz;
    int x0 = ix & (LATTICE - 1);
    int x1 = (ix + 1) & (LATTICE - 1);
    int y0 = (iy & (LATTICE - 1)) * LATTICE;
    int y1 = ((iy + 1) & (LATTICE - 1)) * LATTICE;
    int z0 = (iz & (LATTICE - 1)) * LATTICE * LATTICE;
    int z1 = ((iz + 1) & (LATTICE - 1)) * LATTICE * LATTICE;
    double low =
        Solids.mix(
            Solids.mix(lattice[z0 + y0 + x0], lattice[z0 + y0 + x1], fx),
            Solids.mix(lattice[z0 + y1 + x0], lattice[z0 + y1 + x1], fx),
            fy);
    double high =
        Solids.mix(
            Solids.mix(lattice[z1 + y0 + x0], lattice[z1 + y0 + x1], fx),
            Solids.mix(lattice[z1 + y1 + x0], lattice[z1 + y1 + x1], fx),
            fy);
    return Solids.mix(low, high, fz);
  }

  /** The noise of one slice: standard deviation 1, correlated between neighbours in the plane. */
  SliceNoise noiseOf(long seed, int slice) {
    SplittableRandom random = new SplittableRandom(Solids.scramble(seed, 1000L + slice));
    return new SliceNoise(
        grain,
        random.nextInt(TILE),
        random.nextInt(TILE),
        random.nextInt(TILE),
        random.nextInt(TILE));
  }

  /** Two shifted copies of one tile, one of them turned: no two slices share a pattern. */
  record SliceNoise(float[] grain, int columnA, int rowA, int columnB, int rowB) {

    private static final double HALF_POWER = Math.sqrt(0.5);

    double at(int column, int row) {
      int a = ((row + rowA) & (TILE - 1)) * TILE + ((column + columnA) & (TILE - 1));
      int b = ((column + columnB) & (TILE - 1)) * TILE + ((row + rowB) & (TILE - 1));
      return HALF_POWER * (grain[a] + grain[b]);
    }
  }
}
