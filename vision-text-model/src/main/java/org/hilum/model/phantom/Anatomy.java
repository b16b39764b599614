package org.hilum.model.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.phantom.Solids.Ellipsoid;
import org.hilum.model.phantom.Solids.Tube;
import org.hilum.model.volume.PatientPoint;
import org.jspecify.annotations.Nullable;

/**
 * Where the organs lie: a fixed adult, in patient millimetres, whose outlines the seed varies by a
 * few per cent. Measures were read off LIDC-IDRI CTs by eye and rounded.
 *
 * <p>Angles about the z axis run from 0 at the patient's left over 90 degrees at the back.
 */
final class Anatomy {

  /** From the pleura to the middle of a rib. */
  static final double RIB_DEPTH_MM = 5;

  /** The chest wall between pleura and outer rib surface. */
  static final double RIB_CAGE_THICKNESS_MM = 10;

  static final double VERTEBRA_PITCH_MM = 23;

  private static final double HALF_PI = Math.PI / 2;
  private static final double FILLET_MM = 6;

  /** How far the diaphragm falls from its dome to the chest wall. */
  private static final double DOME_MM = 45;

  private static final Curve PLEURA_HALF_WIDTH =
      Curve.through(
          -175, 120, -140, 126, -90, 130, -40, 130, 0, 125, 40, 114, 75, 97, 105, 74, 130, 50, 175,
          42);
  private static final Curve PLEURA_HALF_DEPTH =
      Curve.through(
          -175, 88, -140, 91, -90, 96, -40, 95, 0, 90, 40, 82, 75, 71, 105, 56, 130, 42, 175, 36);
  private static final Curve PLEURA_CENTER_Y =
      Curve.through(-175, -6, -90, -8, -40, -8, 0, -5, 40, -1, 80, 4, 110, 7, 130, 8, 175, 8);
  private static final Curve SKIN_HALF_WIDTH =
      Curve.through(-175, 147, -60, 153, 0, 154, 50, 158, 90, 176, 130, 205, 175, 215);
  private static final Curve SKIN_HALF_DEPTH =
      Curve.through(-175, 117, -60, 121, 0, 120, 50, 116, 90, 104, 130, 92, 175, 84);
  private static final Curve SPINE_Y =
      Curve.through(-175, 40, -120, 46, -60, 54, 0, 56, 50, 50, 90, 40, 130, 28, 175, 20);

  private static final Curve[] MEDIASTINUM_HALF_WIDTH_BY_Y = {
    Curve.through(-95, 10, -60, 14, -30, 20, 0, 22, 30, 20, 60, 18, 80, 20, 95, 28),
    Curve.through(-95, 4, -65, 5, -40, 12, -10, 24, 15, 24, 40, 18, 60, 18, 80, 20, 95, 28),
    Curve.through(-95, 8, -65, 14, -40, 26, -10, 30, 20, 28, 45, 20, 95, 30),
    Curve.through(-95, 30, -60, 40, -30, 42, 0, 38, 30, 32, 60, 30, 95, 34)
  };
  private static final double[] MEDIASTINUM_LEVELS_MM = {-40, 15, 75, 118};

  private final double[] wavePhases = new double[6];
  private final double[] waveSizes = new double[6];

  private final List<Ellipsoid> heart =
      List.of(
          new Ellipsoid(28, -41, -64, 58, 45, 46),
          new Ellipsoid(-20, -27, -50, 32, 40, 42),
          new Ellipsoid(2, 10, -30, 40, 26, 27));
  private final List<Tube> bloodVessels = new ArrayList<>();
  private final List<Tube> airways = new ArrayList<>();
  private final List<Tube> oesophagus = new ArrayList<>();
  private final Ellipsoid leftApex = new Ellipsoid(60, 8, 40, 71, 92, 88);
  private final Ellipsoid rightApex = new Ellipsoid(-60, 8, 40, 71, 92, 90);

  Anatomy(long seed) {
    SplittableRandom random = new SplittableRandom(Solids.scramble(seed, 1));
    for (int i = 0; i < wavePhases.length; i++) {
      wavePhases[i] = random.nextDouble(2 * Math.PI);
      waveSizes[i] = random.nextDouble(0.004, 0.010);
    }
    chain(
        bloodVessels,
        new double[][] {
          {-6, -22, -25, 15},
          {-18, -28, 0, 15},
          {-16, -22, 25, 14.5},
          {0, -4, 42, 14},
          {18, 20, 45, 13},
          {27, 40, 30, 12.5},
          {28, 44, 0, 12},
          {25, 42, -60, 11.5},
          {14, 32, -120, 11},
          {8, 26, -180, 10}
        });
    chain(
        bloodVessels,
        new double[][] {{14, -40, -30, 14}, {18, -22, 0, 13.5}, {24, 4, 10, 12}, {44, 18, 4, 6.5}});
    chain(bloodVessels, new double[][] {{18, -10, 4, 10.5}, {-10, 4, 0, 10.5}, {-40, 9, -6, 6.5}});
    chain(
        bloodVessels,
        new double[][] {
          {-26, -14, -30, 9}, {-29, -18, 10, 9}, {-27, -20, 66, 8}, {-32, -14, 112, 6}
        });
    chain(bloodVessels, new double[][] {{-26, -22, 62, 6.5}, {4, -27, 74, 6}, {36, -20, 98, 6}});
    chain(
        bloodVessels,
        new double[][] {
          {-8, -12, 46, 6}, {-20, -2, 95, 5.5}, {-26, -2, 130, 4.5}, {-30, -6, 180, 4}
        });
    chain(bloodVessels, new double[][] {{6, 0, 48, 4.5}, {17, 4, 100, 4.5}, {28, -4, 180, 4}});
    chain(
        bloodVessels,
        new double[][] {{16, 16, 50, 5}, {25, 14, 100, 5}, {40, 4, 128, 4.5}, {75, -4, 138, 4.5}});
    chain(bloodVessels, new double[][] {{-30, 20, -26, 7}, {-46, 14, -30, 6}});
    chain(bloodVessels, new double[][] {{34, 20, -26, 7}, {50, 18, -30, 6}});
    chain(
        bloodVessels, new double[][] {{-24, 4, -70, 12}, {-22, 18, -110, 12}, {-20, 22, -180, 11}});
    chain(
        airways,
        new double[][] {{0, -6, 180, 8.5}, {0, 8, 100, 8.5}, {-2, 17, 50, 8.8}, {0, 25, 10, 9}});
    chain(airways, new double[][] {{0, 25, 10, 7.5}, {-26, 26, -10, 6.5}, {-42, 24, -20, 5.5}});
    chain(airways, new double[][] {{0, 25, 10, 7}, {26, 27, -6, 6}, {48, 27, -18, 5}});
    chain(
        oesophagus,
        new double[][] {
          {4, 8, 180, 6},
          {5, 24, 95, 6},
          {6, 33, 40, 6.5},
          {4, 37, 0, 6.5},
          {6, 30, -70, 7},
          {20, 10, -118, 8}
        });
  }

  private static void chain(List<Tube> into, double[][] points) {
    for (int i = 0; i + 1 < points.length; i++) {
      double[] a = points[i];
      double[] b = points[i + 1];
      into.add(new Tube(a[0], a[1], a[2], b[0], b[1], b[2], a[3], b[3]));
    }
  }

  List<Ellipsoid> heart() {
    return heart;
  }

  /** The great vessels of the mediastinum. */
  List<Tube> bloodVessels() {
    return bloodVessels;
  }

  /** Trachea and main bronchi: their lumen. */
  List<Tube> airways() {
    return airways;
  }

  List<Tube> oesophagus() {
    return oesophagus;
  }

  /** The front-to-back position of the vertebral bodies' centres. */
  double spineY(double z) {
    return SPINE_Y.at(z);
  }

  /** The distance of the parietal pleura from the z axis. */
  double pleuraRadius(double angle, double z) {
    double radius =
        ellipseRadius(
            angle, PLEURA_HALF_WIDTH.at(z), PLEURA_HALF_DEPTH.at(z), PLEURA_CENTER_Y.at(z));
    double gutters = bump(angle, 0.30 * Math.PI, 0.42) + bump(angle, 0.70 * Math.PI, 0.42);
    return radius
        * (1 + waves(angle, z, 0))
        * (1 - 0.05 * bump(angle, -HALF_PI, 0.7))
        * (1 + 0.055 * gutters);
  }

  /** The distance of the skin from the z axis. */
  double skinRadius(double angle, double z) {
    double radius = ellipseRadius(angle, SKIN_HALF_WIDTH.at(z), SKIN_HALF_DEPTH.at(z), 0);
    double flatBack = 1 - 0.04 * bump(angle, HALF_PI, 0.5);
    double flatFront = 1 - 0.03 * bump(angle, -HALF_PI, 0.5);
    return radius * (1 + waves(angle, z, 3)) * flatBack * flatFront;
  }

  private double waves(double angle, double z, int first) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += waveSizes[first + i] * Math.sin((i + 2) * angle + wavePhases[first + i] + z / 90);
    }
    return sum;
  }

  /** Where a ray from the origin meets an ellipse whose centre lies at (0, centerY). */
  private static double ellipseRadius(double angle, double a, double b, double centerY) {
    double c = Math.cos(angle) / a;
    double s = Math.sin(angle) / b;
    double offset = centerY / b;
    double quadratic = c * c + s * s;
    double half = s * offset;
    return (half + Math.sqrt(half * half - quadratic * (offset * offset - 1))) / quadratic;
  }

  private static double bump(double angle, double center, double width) {
    double away = Math.IEEEremainder(angle - center, 2 * Math.PI) / width;
    return Math.exp(-away * away);
  }

  /** How far a point lies below the diaphragm, along its normal; negative above it. */
  static double belowDiaphragm(double x, double y, double z) {
    double right = (x + 62) / (x > -62 ? 120 : 68);
    double left = (x - 64) / (x < 64 ? 120 : 66);
    double depth = y > -6 ? 73 : 108;
    double uy = (y + 6) / depth;
    double leftShare = Math.max(0, Math.min(1, 0.5 + x / 36));
    double ux = leftShare < 0.5 ? right : left;
    double rightHeight = -82 - DOME_MM * (right * right + uy * uy);
    double leftHeight = -95 - DOME_MM * (left * left + uy * uy);
    double height = Solids.mix(rightHeight, leftHeight, leftShare);
    double gx = 2 * DOME_MM * ux / 68;
    double gy = 2 * DOME_MM * uy / depth;
    return (height - z) / Math.sqrt(1 + gx * gx + gy * gy);
  }

  /** The distance from the dome that closes each lung above; negative below it. */
  double aboveApex(double x, double y, double z) {
    if (z < 40) {
      return Double.NEGATIVE_INFINITY;
    }
    return (x > 0 ? leftApex : rightApex).distance(x, y, z);
  }

  /** The anatomy at one height. */
  Level level(double z) {
    return new Level(z);
  }

  /** The signed distance from the surface of the lungs, negative inside them. */
  double lung(double x, double y, double z) {
    return level(z).lung(x, y);
  }

  double lung(PatientPoint point) {
    return lung(point.xMm(), point.yMm(), point.zMm());
  }

  private static double mediastinumHalfWidth(double y, double z) {
    int last = MEDIASTINUM_LEVELS_MM.length - 1;
    if (z <= MEDIASTINUM_LEVELS_MM[0]) {
      return MEDIASTINUM_HALF_WIDTH_BY_Y[0].at(y);
    }
    if (z >= MEDIASTINUM_LEVELS_MM[last]) {
      return MEDIASTINUM_HALF_WIDTH_BY_Y[last].at(y);
    }
    int i = 0;
    while (z > MEDIASTINUM_LEVELS_MM[i + 1]) {
      i++;
    }
    double share =
        (z - MEDIASTINUM_LEVELS_MM[i]) / (MEDIASTINUM_LEVELS_MM[i + 1] - MEDIASTINUM_LEVELS_MM[i]);
    return Solids.mix(
        MEDIASTINUM_HALF_WIDTH_BY_Y[i].at(y), MEDIASTINUM_HALF_WIDTH_BY_Y[i + 1].at(y), share);
  }

  /** One height, with everything at hand that does not change within it. */
  final class Level {

    private final double z;
    private final double spineY;
    private final List<Ellipsoid> chambers = new ArrayList<>();
    private final List<Tube> coatedTubes = new ArrayList<>();

    private Level(double z) {
      this.z = z;
      this.spineY = spineY(z);
      for (Ellipsoid chamber : heart) {
        if (Math.abs(z - chamber.z()) < chamber.rz() + FILLET_MM) {
          chambers.add(chamber);
        }
      }
      addNear(bloodVessels, 1.5);
      addNear(airways, 3);
    }

    private void addNear(List<Tube> tubes, double coatMm) {
      for (Tube tube : tubes) {
        if (z > tube.lowestZ() - FILLET_MM && z < tube.highestZ() + FILLET_MM) {
          coatedTubes.add(tube.widenedBy(coatMm));
        }
      }
    }

    /** The signed distance from everything between the lungs: mediastinum, heart and spine. */
    double mediastinum(double x, double y) {
      return mediastinum(x, y, mediastinumHalfWidth(y, z));
    }

    double mediastinum(double x, double y, double halfWidth) {
      double distance = Math.abs(x) - halfWidth;
      double alongSpine = Math.max(0, Math.min(45, y - spineY));
      double behind = y - spineY - alongSpine;
      double spine = Math.sqrt(x * x + behind * behind) - 19;
      distance = Solids.blendedUnion(distance, spine, FILLET_MM);
      for (Ellipsoid chamber : chambers) {
        distance = Solids.blendedUnion(distance, chamber.distance(x, y, z) - 3, FILLET_MM);
      }
      for (Tube tube : coatedTubes) {
        distance = Solids.blendedUnion(distance, tube.distance(x, y, z), FILLET_MM);
      }
      return distance;
    }

    /** The width of the mediastinum's middle, which depends on the row only. */
    double mediastinumHalfWidthAt(double y) {
      return mediastinumHalfWidth(y, z);
    }

    double lung(double x, double y) {
      double wall = Math.sqrt(x * x + y * y) - pleuraRadius(Math.atan2(y, x), z);
      double distance = Math.max(wall, belowDiaphragm(x, y, z));
      distance = Math.max(distance, aboveApex(x, y, z));
      return Math.max(distance, -mediastinum(x, y));
    }
  }

  /**
   * A place near a point from which the lung's surface is at least so far, found by walking away
   * from the surface.
   *
   * @return null where the walk ends before
   */
  @Nullable PatientPoint deeperInLung(PatientPoint from, double clearanceMm) {
    double step = 1;
    double h = 0.5;
    PatientPoint at = from;
    for (int i = 0; i < 200; i++) {
      if (-lung(at) >= clearanceMm + 1) {
        return new PatientPoint(Math.rint(at.xMm()), Math.rint(at.yMm()), Math.rint(at.zMm()));
      }
      double gx = lung(at.xMm() + h, at.yMm(), at.zMm()) - lung(at.xMm() - h, at.yMm(), at.zMm());
      double gy = lung(at.xMm(), at.yMm() + h, at.zMm()) - lung(at.xMm(), at.yMm() - h, at.zMm());
      double gz = lung(at.xMm(), at.yMm(), at.zMm() + h) - lung(at.xMm(), at.yMm(), at.zMm() - h);
      double length = Math.sqrt(gx * gx + gy * gy + gz * gz);
      if (length < 1e-9) {
        return null;
      }
      at =
          new PatientPoint(
              at.xMm() - step * gx / length,
              at.yMm() - step * gy / length,
              at.zMm() - step * gz / length);
    }
    return null;
  }
}
