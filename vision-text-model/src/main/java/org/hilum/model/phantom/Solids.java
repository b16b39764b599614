package org.hilum.model.phantom;

/** Signed distances (millimetres, negative inside) and how they become partial volumes. */
final class Solids {

  private Solids() {}

  /**
   * The share of a voxel that lies inside a surface, for a surface that is flat on the voxel's
   * scale.
   *
   * @param widthMm over which the scanner smears the edge
   */
  static double coverage(double distanceMm, double widthMm) {
    double share = 0.5 - distanceMm / widthMm;
    return share <= 0 ? 0 : share >= 1 ? 1 : share * share * (3 - 2 * share);
  }

  /** Without the care of {@link Math#hypot} for extreme values, and ten times as fast. */
  static double hypot(double a, double b) {
    return Math.sqrt(a * a + b * b);
  }

  static double mix(double from, double to, double share) {
    return from + (to - from) * share;
  }

  /** The union of two shapes with the groove between them filled over about {@code blendMm}. */
  static double blendedUnion(double a, double b, double blendMm) {
    double h = Math.max(blendMm - Math.abs(a - b), 0) / blendMm;
    return Math.min(a, b) - h * h * blendMm / 4;
  }

  /** A value that repeats nothing of its inputs' order, for seeding one part from another. */
  static long scramble(long seed, long part) {
    long x = seed + part * 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }

  /**
   * An ellipsoid; its distance is exact on the surface and close to it near by (gradient-normalised
   * implicit function).
   */
  record Ellipsoid(double x, double y, double z, double rx, double ry, double rz) {

    double distance(double px, double py, double pz) {
      double ux = (px - x) / rx;
      double uy = (py - y) / ry;
      double uz = (pz - z) / rz;
      double k0 = Math.sqrt(ux * ux + uy * uy + uz * uz);
      double gx = ux / rx;
      double gy = uy / ry;
      double gz = uz / rz;
      double k1 = Math.sqrt(gx * gx + gy * gy + gz * gz);
      return k1 == 0 ? -Math.min(rx, Math.min(ry, rz)) : k0 * (k0 - 1) / k1;
    }

    /** How much the surface near a point faces up or down, 0 to 1. */
    double steepness(double px, double py, double pz) {
      double gx = (px - x) / (rx * rx);
      double gy = (py - y) / (ry * ry);
      double gz = (pz - z) / (rz * rz);
      double k1 = Math.sqrt(gx * gx + gy * gy + gz * gz);
      return k1 == 0 ? 0 : Math.abs(gz) / k1;
    }
  }

  /** A round cone between two points, or a tube where both radii are the same. */
  record Tube(
      double ax, double ay, double az, double bx, double by, double bz, double ra, double rb) {

    double distance(double px, double py, double pz) {
      double dx = bx - ax;
      double dy = by - ay;
      double dz = bz - az;
      double lengthSquared = dx * dx + dy * dy + dz * dz;
      double t =
          lengthSquared == 0
              ? 0
              : ((px - ax) * dx + (py - ay) * dy + (pz - az) * dz) / lengthSquared;
      t = Math.max(0, Math.min(1, t));
      double qx = px - ax - t * dx;
      double qy = py - ay - t * dy;
      double qz = pz - az - t * dz;
      return Math.sqrt(qx * qx + qy * qy + qz * qz) - (ra + (rb - ra) * t);
    }

    double lowestZ() {
      return Math.min(az - ra, bz - rb);
    }

    double highestZ() {
      return Math.max(az + ra, bz + rb);
    }

    Tube widenedBy(double mm) {
      return new Tube(ax, ay, az, bx, by, bz, Math.max(ra + mm, 0.1), Math.max(rb + mm, 0.1));
    }
  }
}
