package org.hilum.model.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.phantom.PhantomNodule.Density;
import org.hilum.model.phantom.PhantomNodule.Shape;
import org.hilum.model.phantom.Solids.Tube;
import org.hilum.model.volume.PatientPoint;

/**
 * The form of one nodule: a ball whose radius varies smoothly with direction, scaled so that its
 * volume stays that of the ball, with thin strands where it is spiculated.
 */
final class NoduleBody {

  private static final int DIRECTIONS = 4000;
  private static final double CORE_SHARE_OF_DIAMETER = 0.5;
  private static final double GROUND_GLASS_EDGE_MM = 2;
  private static final double SHARP_EDGE_MM = 1.2;
  private static final double BUMP_SHARPNESS = 5;

  private final PhantomNodule nodule;
  private final PatientPoint center;
  private final double scaledRadiusMm;
  private final double[][] bumpDirections;
  private final double[] bumpHeights;
  private final List<Tube> strands = new ArrayList<>();
  private final double reachMm;
  private final double bodyReachMm;
  private final PatientPoint coreCenter;
  private final double coreRadiusMm;

  NoduleBody(PhantomNodule nodule, long seed) {
    this.nodule = nodule;
    this.center = nodule.center();
    SplittableRandom random = new SplittableRandom(seed);

    int bumps =
        switch (nodule.shape()) {
          case SPHERE -> 0;
          case LOBULATED -> 7;
          case SPICULATED -> 9;
        };
    double height = nodule.shape() == Shape.LOBULATED ? 0.38 : 0.2;
    bumpDirections = new double[bumps][];
    bumpHeights = new double[bumps];
    for (int i = 0; i < bumps; i++) {
      bumpDirections[i] = randomDirection(random);
      bumpHeights[i] = height * random.nextDouble(0.6, 1.2);
    }

    double sumOfCubes = 0;
    double highest = 0;
    for (int i = 0; i < DIRECTIONS; i++) {
      double[] direction = spiralDirection(i, DIRECTIONS);
      double relief = relief(direction[0], direction[1], direction[2]);
      sumOfCubes += relief * relief * relief;
      highest = Math.max(highest, relief);
    }
    scaledRadiusMm = nodule.radiusMm() / Math.cbrt(sumOfCubes / DIRECTIONS);
    bodyReachMm = scaledRadiusMm * highest;

    double strandReach = 0;
    if (nodule.shape() == Shape.SPICULATED) {
      strandReach = addStrands(random);
    }
    reachMm = Math.max(bodyReachMm, strandReach) + GROUND_GLASS_EDGE_MM;

    double[] aside = randomDirection(random);
    double shift = 0.15 * nodule.radiusMm();
    coreCenter =
        new PatientPoint(
            center.xMm() + shift * aside[0],
            center.yMm() + shift * aside[1],
            center.zMm() + shift * aside[2]);
    coreRadiusMm = CORE_SHARE_OF_DIAMETER * nodule.radiusMm();
  }

  private double addStrands(SplittableRandom random) {
    double radius = nodule.radiusMm();
    int count = random.nextInt(16, 25);
    double strandReach = 0;
    for (int i = 0; i < count; i++) {
      double[] d = randomDirection(random);
      double from = 0.8 * radius;
      double length = Math.min(radius * random.nextDouble(0.35, 0.9), 9);
      double to = radius + length;
      double thickness = Math.min(0.7 + 0.05 * radius, 1.3);
      strands.add(
          new Tube(
              center.xMm() + from * d[0],
              center.yMm() + from * d[1],
              center.zMm() + from * d[2],
              center.xMm() + to * d[0],
              center.yMm() + to * d[1],
              center.zMm() + to * d[2],
              thickness,
              0.3));
      strandReach = Math.max(strandReach, to);
    }
    return strandReach;
  }

  PhantomNodule nodule() {
    return nodule;
  }

  /** The farthest that anything of the nodule lies from its centre. */
  double reachMm() {
    return reachMm;
  }

  /** The farthest that its body, strands apart, lies from its centre. */
  double bodyReachMm() {
    return bodyReachMm;
  }

  NoduleTruth truth() {
    double body = ballVolume(nodule.radiusMm());
    double strandVolume = 0;
    for (Tube strand : strands) {
      strandVolume += coneVolumeOutside(strand);
    }
    double solid =
        switch (nodule.density()) {
          case SOLID -> body + strandVolume;
          case PART_SOLID -> ballVolume(coreRadiusMm);
          case GROUND_GLASS -> 0;
        };
    return new NoduleTruth(nodule, body + strandVolume, solid);
  }

  private static double ballVolume(double radiusMm) {
    return 4.0 / 3.0 * Math.PI * radiusMm * radiusMm * radiusMm;
  }

  /** The volume of a strand beyond the nodule's mean radius. */
  private double coneVolumeOutside(Tube strand) {
    double to = center.distanceMmTo(new PatientPoint(strand.bx(), strand.by(), strand.bz()));
    double from = 0.8 * nodule.radiusMm();
    double share = (nodule.radiusMm() - from) / (to - from);
    double r1 = strand.ra() + (strand.rb() - strand.ra()) * share;
    double r2 = strand.rb();
    return Math.PI / 3 * (to - nodule.radiusMm()) * (r1 * r1 + r1 * r2 + r2 * r2);
  }

  /** What a point of tissue becomes where the nodule covers it. */
  double paintOver(double tissueHu, double x, double y, double z) {
    double bodyDistance = bodyDistance(x, y, z);
    double hu = tissueHu;
    for (Tube strand : strands) {
      double share = Solids.coverage(strand.distance(x, y, z), SHARP_EDGE_MM);
      hu = Solids.mix(hu, nodule.hu(), share);
    }
    if (nodule.density() == Density.SOLID) {
      return Solids.mix(hu, nodule.hu(), Solids.coverage(bodyDistance, SHARP_EDGE_MM));
    }
    double haze =
        nodule.density() == Density.GROUND_GLASS ? nodule.hu() : Density.GROUND_GLASS.usualHu();
    hu = Solids.mix(hu, haze, Solids.coverage(bodyDistance, GROUND_GLASS_EDGE_MM));
    if (nodule.density() == Density.PART_SOLID) {
      double fromCore = coreCenter.distanceMmTo(new PatientPoint(x, y, z)) - coreRadiusMm;
      hu = Solids.mix(hu, nodule.hu(), Solids.coverage(fromCore, SHARP_EDGE_MM));
    }
    return hu;
  }

  private double bodyDistance(double x, double y, double z) {
    double dx = x - center.xMm();
    double dy = y - center.yMm();
    double dz = z - center.zMm();
    double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    if (length < 1e-9) {
      return -scaledRadiusMm;
    }
    return length - scaledRadiusMm * relief(dx / length, dy / length, dz / length);
  }

  /** The surface's height over the unit ball in a direction. */
  private double relief(double x, double y, double z) {
    double height = 1;
    for (int i = 0; i < bumpHeights.length; i++) {
      double[] b = bumpDirections[i];
      double along = x * b[0] + y * b[1] + z * b[2];
      height += bumpHeights[i] * Math.exp(BUMP_SHARPNESS * (along - 1));
    }
    return height;
  }

  /** Evenly over all directions: a uniform height and a uniform angle (Archimedes). */
  private static double[] randomDirection(SplittableRandom random) {
    return direction(random.nextDouble(-1, 1), random.nextDouble(2 * Math.PI));
  }

  /** The points of a golden spiral cover a sphere evenly. */
  private static double[] spiralDirection(int i, int count) {
    return direction(1 - (2 * i + 1.0) / count, i * Math.PI * (3 - Math.sqrt(5)));
  }

  private static double[] direction(double height, double angle) {
    double across = Math.sqrt(1 - height * height);
    return new double[] {across * Math.cos(angle), across * Math.sin(angle), height};
  }
}
