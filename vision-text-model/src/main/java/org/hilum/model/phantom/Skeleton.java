package org.hilum.model.phantom;

import java.util.ArrayList;
import java.util.List;
import org.hilum.model.phantom.Solids.Ellipsoid;
import org.hilum.model.phantom.Solids.Tube;

/** The bones of the trunk, as distances from their surfaces. */
final class Skeleton {

  static final int RIBS = 12;

  private static final double FIRST_RIB_Z_MM = 116;
  private static final double RIB_HALF_HEIGHT_MM = 6.2;
  private static final double RIB_HALF_THICKNESS_MM = 3.8;
  private static final double STERNUM_TOP_MM = 88;
  private static final double STERNUM_BOTTOM_MM = -52;
  private static final Curve STERNUM_HALF_WIDTH =
      Curve.through(-52, 6, -40, 14, -10, 19, 40, 16, 60, 20, 75, 29, 88, 27);

  /** Where the bone of each rib ends and its cartilage begins, degrees from the spine. */
  private static final double[] BONE_END_DEGREES = {
    150, 148, 147, 146, 144, 142, 139, 134, 128, 120, 85, 58
  };

  /** Where the cartilage ends. */
  private static final double[] CARTILAGE_END_DEGREES = {
    166, 168, 169, 170, 170, 168, 164, 152, 142, 132, 85, 58
  };

  private static final double RIB_START_DEGREES = 17;

  private final Anatomy anatomy;
  private final List<Tube> limbs = new ArrayList<>();
  private final List<Ellipsoid> humeralHeads = new ArrayList<>();

  Skeleton(Anatomy anatomy) {
    this.anatomy = anatomy;
    for (int side = -1; side <= 1; side += 2) {
      double[][] clavicle = {
        {16, -66, 86, 8}, {58, -62, 98, 6}, {105, -32, 112, 6}, {142, -6, 120, 7}
      };
      for (int i = 0; i + 1 < clavicle.length; i++) {
        double[] a = clavicle[i];
        double[] b = clavicle[i + 1];
        limbs.add(new Tube(side * a[0], a[1], a[2], side * b[0], b[1], b[2], a[3], b[3]));
      }
      limbs.add(new Tube(side * 108, 42, 98, side * 142, 12, 112, 6, 10));
      limbs.add(new Tube(side * 176, 2, 138, side * 190, -8, 190, 13, 12));
      humeralHeads.add(new Ellipsoid(side * 170, 6, 130, 23, 24, 23));
    }
  }

  /** Clavicles, shoulder joints and arms. */
  List<Tube> limbs() {
    return limbs;
  }

  List<Ellipsoid> humeralHeads() {
    return humeralHeads;
  }

  /** Where one slice meets the ribs, for an angle from the spine. */
  record RibHit(double heightMm, boolean cartilage) {}

  /**
   * The rib nearest to a place on the rib cage.
   *
   * @param degrees from the spine, 0 to 180
   * @return its height above or below the place; infinite where no rib is near
   */
  RibHit nearestRib(double degrees, double z) {
    double nearest = Double.POSITIVE_INFINITY;
    boolean cartilage = false;
    if (degrees >= RIB_START_DEGREES) {
      for (int rib = 0; rib < RIBS; rib++) {
        if (degrees > CARTILAGE_END_DEGREES[rib]) {
          continue;
        }
        double height = Math.abs(z - ribZ(rib, degrees));
        if (height < nearest) {
          nearest = height;
          cartilage = degrees > BONE_END_DEGREES[rib];
        }
      }
    }
    return new RibHit(nearest, cartilage);
  }

  /** Ribs fall from the spine to the side and front; the cartilage rises again to the sternum. */
  private static double ribZ(int rib, double degrees) {
    double drop = Math.min(40 + 11 * rib, 104);
    double t = Math.min(degrees, BONE_END_DEGREES[rib]) / 145;
    double fall = drop * t * t * (3 - 2 * t);
    double rise =
        degrees > BONE_END_DEGREES[rib] ? (degrees - BONE_END_DEGREES[rib]) * (0.15 * rib) : 0;
    return FIRST_RIB_Z_MM - Anatomy.VERTEBRA_PITCH_MM * rib - fall + rise;
  }

  /**
   * The distance from a rib's surface.
   *
   * @param outsidePleuraMm how far outside the pleura the point lies
   * @param heightMm how far above or below the rib's axis
   */
  static double rib(double outsidePleuraMm, double heightMm) {
    double across = (outsidePleuraMm - Anatomy.RIB_DEPTH_MM) / RIB_HALF_THICKNESS_MM;
    double up = heightMm / RIB_HALF_HEIGHT_MM;
    return (Math.sqrt(across * across + up * up) - 1) * RIB_HALF_THICKNESS_MM;
  }

  double sternum(double x, double y, double z, double frontOfPleuraY) {
    double halfWidth = STERNUM_HALF_WIDTH.at(z);
    double bow = x * x / 260;
    double dx = Math.abs(x) - (halfWidth - 4);
    double dy = Math.abs(y - (frontOfPleuraY - 6.5) - bow) - 2;
    double flat =
        Solids.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - 4;
    return Math.max(flat, Math.max(z - STERNUM_TOP_MM, STERNUM_BOTTOM_MM - z));
  }

  /** Height within the vertebra at z: 0 in the middle of its body, -11.5 to 11.5. */
  private static double withinVertebra(double z) {
    return Math.IEEEremainder(z - 5, Anatomy.VERTEBRA_PITCH_MM);
  }

  /** A vertebra: body, pedicles, arch, transverse and spinous processes. */
  double vertebra(double x, double y, double z) {
    double front = anatomy.spineY(z);
    double up = withinVertebra(z);
    double body = Math.max(bodyOutline(x, y - front, up), Math.abs(up) - 9.3);
    double toCanal = Solids.hypot(x, y - front - 23);
    double arch = Math.max(Math.abs(toCanal - 11) - 2.4, Math.abs(up + 3) - 8);
    arch = Math.max(arch, 14 - (y - front));
    double side = Math.abs(x);
    double pedicle =
        Math.max(
            Solids.hypot(side - 10.5, Math.max(0, Math.abs(y - front - 15) - 6)) - 3.6,
            Math.abs(up - 4) - 5);
    double transverse =
        segment(side, y - front, 11, 24, 35, 33) - 4.5 + 0.06 * Math.max(0, side - 20);
    transverse = Math.max(transverse, Math.abs(up - 1) - 5.5);
    double back = y - front - 33;
    double spinous =
        Math.max(
            Solids.hypot(x, Math.max(0, Math.abs(back - 10) - 10)) - 3,
            Math.abs(Math.IEEEremainder(up + 5 + 0.5 * back, Anatomy.VERTEBRA_PITCH_MM)) - 7);
    double nearest = Math.min(Math.min(body, arch), Math.min(pedicle, transverse));
    nearest = Math.min(nearest, spinous);
    return Math.max(nearest, 8.6 - toCanal);
  }

  double disc(double x, double y, double z) {
    double up = withinVertebra(z);
    return Math.max(bodyOutline(x, y - anatomy.spineY(z), up) + 0.5, 9.3 - Math.abs(up));
  }

  double spinalCanal(double x, double y, double z) {
    return Solids.hypot(x, y - anatomy.spineY(z) - 23) - 8.4;
  }

  private static double bodyOutline(double x, double y, double up) {
    double waist = 1 - 0.07 * (1 - Math.min(1, up * up / 80));
    double ux = x / (18 * waist);
    double uy = y / (15.5 * waist);
    double round = Math.sqrt(ux * ux + uy * uy);
    double hollow = y > 8 ? 3 * Math.exp(-x * x / 40) * (y - 8) / 8 : 0;
    return (round - 1) * 16 + hollow;
  }

  /** The distance in the plane from the segment (ax, ay) to (bx, by). */
  private static double segment(double x, double y, double ax, double ay, double bx, double by) {
    double dx = bx - ax;
    double dy = by - ay;
    double t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    t = Math.max(0, Math.min(1, t));
    return Solids.hypot(x - ax - t * dx, y - ay - t * dy);
  }

  /**
   * The shoulder blade, a thin plate behind the rib cage.
   *
   * @param degrees from the spine
   * @return its distance, infinite where it is far
   */
  static double scapula(double degrees, double outsidePleuraMm, double z) {
    if (z < -8 || z > 108 || degrees > 90 || outsidePleuraMm < 8 || outsidePleuraMm > 50) {
      return Double.POSITIVE_INFINITY;
    }
    double halfRange = 4 + 17 * Math.min(1, (z + 8) / 70);
    double center = 52 + 4 * Math.sin(z / 40);
    double beyond = Math.abs(degrees - center) - halfRange;
    double plate = Math.abs(outsidePleuraMm - 23 - 0.12 * (degrees - center));
    double edge = Math.max(0, beyond) * 2.0;
    double lateralBorder = degrees > center ? Math.exp(-Math.abs(beyond) / 3) * 3 : 0;
    double ridge =
        z > 60 && z < 100
            ? Solids.hypot(
                    Math.max(0, Math.abs(degrees - center + 2) - 0.5) * 1.9,
                    Math.max(0, Math.abs(outsidePleuraMm - 32) - 9))
                - 2.2
            : Double.POSITIVE_INFINITY;
    return Math.min(Solids.hypot(plate, edge) - 2.2 - lateralBorder, ridge);
  }
}
