package org.hilum.model.detect;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where in a window nodules are composed: at the pleura, on a vessel, or anywhere in aerated lung,
 * away from others. Large ones may lie partly in the wall.
 */
final class NodulePlaces {

  /**
   * Where a nodule's centre lies, in the window's voxels.
   *
   * @param wallAngle of the wall it leans on; NaN for none
   * @param inWall whether a good part of it may lie in the wall
   */
  record Place(int x, int y, int z, double wallAngle, boolean inWall) {}

  private enum Site {
    PLEURA,
    VESSEL,
    ANYWHERE
  }

  /** How deep in the hull the pleura lies: what it was grown by, and some of its last cell. */
  private static final double PLEURA_MM = 4;

  /** Lung is less dense than so, but for its vessels. */
  static final int AERATED_BELOW_HU = -500;

  private static final double MASSES_AT_PLEURA = 0.65;
  private static final double OTHERS_AT_PLEURA = 0.3;

  /** Of those that touched a wall where they grew. */
  private static final double WALLED_AT_PLEURA = 0.85;

  private static final double ON_VESSEL = 0.25;

  /** The centre of what leans on the pleura lies so deep in the lung at most, in radii. */
  private static final double MOST_LEAN = 1.05;

  /** At least, unless it may lie in the wall. */
  private static final double LEAST_LEAN = 0.5;

  private static final double LEAST_LEAN_OF_MASSES = 0.15;

  /** From here on a nodule may lie partly in the wall. */
  private static final double LARGE_FROM_MM = 14;

  /** At most so far behind the pleura, in radii, and still so many mm of it in the lung. */
  private static final double DEEPEST_IN_WALL = 0.5;

  private static final double LEAST_IN_LUNG_MM = 8;

  /** Here what lies partly in the wall must reach into air: in radii, from its centre. */
  private static final double IN_AIR = 0.75;

  /** Centres keep so far from the window's edge, in voxels. */
  private static final int MARGIN = 6;

  /** Where all of a nodule must lie in the window, with its spicules: in radii. */
  private static final double WHOLE = 1.5;

  private static final int ATTEMPTS = 120;

  private final CaseWindow window;
  private final List<double[]> taken;
  private final boolean whole;

  /**
   * @param taken x, y, z and diameter of what is there, in the window's voxels; may grow later
   * @param whole whether all of a nodule must lie in the window
   */
  NodulePlaces(CaseWindow window, List<double[]> taken, boolean whole) {
    this.window = window;
    this.taken = taken;
    this.whole = whole;
  }

  /**
   * A random place.
   *
   * @param diameter in the window's voxels
   * @param ownWallAngle of the wall that the nodule touched where it grew; NaN for none
   * @param massive masses lean on walls more often, and on no vessel
   * @return null if none was found
   */
  @Nullable Place find(
      double diameter, double ownWallAngle, boolean massive, SplittableRandom random) {
    double radius = diameter / 2;
    Site site = site(ownWallAngle, massive, random);
    double lean = random.nextDouble(leastLean(radius, massive), MOST_LEAN * radius);
    boolean inWall = site == Site.PLEURA && lean < LEAST_LEAN_OF_MASSES * radius;
    int margin = whole ? Math.max(MARGIN, (int) Math.ceil(WHOLE * radius)) : MARGIN;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int x = random.nextInt(margin, window.size - margin);
      int y = random.nextInt(margin, window.size - margin);
      int z = random.nextInt(margin, window.size - margin);
      int i = window.index(x, y, z);
      double depth = (window.depthMm[i] - PLEURA_MM) / window.scale();
      float hu = window.hu[i];
      boolean fits =
          switch (site) {
            case PLEURA ->
                Math.abs(depth - lean) < 1.2
                    && (inWall ? reachesIntoAir(x, y, z, IN_AIR * radius) : hu < AERATED_BELOW_HU);
            case VESSEL -> depth > 5 && hu > -300 && hu < 250;
            case ANYWHERE -> depth > 0.7 * radius && hu < AERATED_BELOW_HU;
          };
      if (fits && isFree(x, y, z, diameter)) {
        return new Place(x, y, z, site == Site.PLEURA ? wallAngle(x, y, z) : Double.NaN, inWall);
      }
    }
    return null;
  }

  private static Site site(double ownWallAngle, boolean massive, SplittableRandom random) {
    double atPleura = massive ? MASSES_AT_PLEURA : OTHERS_AT_PLEURA;
    if (!Double.isNaN(ownWallAngle)) {
      atPleura = WALLED_AT_PLEURA;
    }
    double dice = random.nextDouble();
    if (dice < atPleura) {
      return Site.PLEURA;
    }
    return dice < atPleura + ON_VESSEL && !massive ? Site.VESSEL : Site.ANYWHERE;
  }

  /** How deep in the lung a centre lies at least; negative behind the pleura. */
  private static double leastLean(double radius, boolean massive) {
    double inLung = (massive ? LEAST_LEAN_OF_MASSES : LEAST_LEAN) * radius;
    return 2 * radius < LARGE_FROM_MM
        ? inLung
        : Math.min(inLung, Math.max(-DEEPEST_IN_WALL * radius, LEAST_IN_LUNG_MM - radius));
  }

  private boolean reachesIntoAir(int x, int y, int z, double length) {
    double[] outwards = window.outwards(x, y, z);
    int column = (int) Math.round(x - length * outwards[0]);
    int row = (int) Math.round(y - length * outwards[1]);
    int slice = (int) Math.round(z - length * outwards[2]);
    return window.holds(column, row, slice, 0)
        && window.hu[window.index(column, row, slice)] < AERATED_BELOW_HU;
  }

  /** The direction out of the lung in the window's axial plane, in radians. */
  private double wallAngle(int x, int y, int z) {
    double[] outwards = window.outwards(x, y, z);
    return Math.atan2(outwards[1], outwards[0]);
  }

  private boolean isFree(int x, int y, int z, double diameter) {
    for (double[] other : taken) {
      double distance =
          Math.sqrt(
              (other[0] - x) * (other[0] - x)
                  + (other[1] - y) * (other[1] - y)
                  + (other[2] - z) * (other[2] - z));
      if (distance < (other[3] + diameter) / 2 + 3) {
        return false;
      }
    }
    return true;
  }
}
