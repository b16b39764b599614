package org.hilum.model.detect;

import java.util.SplittableRandom;

/**
 * Nodules made of formulas, for what the bank holds too few of: large masses, smooth spheres,
 * ground glass. The surface is an ellipsoid whose radius varies with direction.
 */
final class SyntheticNodule {

  private static final int WAVES = 7;

  private SyntheticNodule() {}

  /** A mass of a given mean diameter, solid, smooth to spiculated, at times with a dark centre. */
  static NoduleSample mass(double diameterMm, SplittableRandom random) {
    double roughness = random.nextDouble(0.02, 0.22);
    double spicules = random.nextInt(3) == 0 ? random.nextDouble(0.1, 0.4) : 0;
    double hu = random.nextDouble(-20, 70);
    double centreHu = random.nextInt(4) == 0 ? hu - random.nextDouble(20, 120) : hu;
    return make(diameterMm, roughness, spicules, hu, centreHu, random.nextDouble(5, 30), random);
  }

  /** A smooth sphere or ellipsoid, solid or ground glass, at times with a solid core. */
  static NoduleSample smooth(double diameterMm, SplittableRandom random) {
    boolean glass = random.nextBoolean();
    double hu = glass ? random.nextDouble(-700, -300) : random.nextDouble(-60, 120);
    double centreHu = glass && random.nextInt(3) == 0 ? random.nextDouble(-100, 60) : hu;
    double roughness = random.nextBoolean() ? 0 : random.nextDouble(0, 0.12);
    return make(diameterMm, roughness, 0, hu, centreHu, random.nextDouble(0, 15), random);
  }

  private static NoduleSample make(
      double diameterMm,
      double roughness,
      double spicules,
      double hu,
      double centreHu,
      double grainHu,
      SplittableRandom random) {
    double[] axes = new double[3];
    double product = 1;
    for (int i = 0; i < 3; i++) {
      axes[i] = roughness == 0 ? 1 : Math.exp(random.nextDouble(-0.25, 0.25));
      product *= axes[i];
    }
    double radius = diameterMm / 2 / Math.cbrt(product);
    double[][] waves = new double[WAVES][];
    for (int i = 0; i < WAVES; i++) {
      double[] d = direction(random);
      waves[i] =
          new double[] {d[0], d[1], d[2], random.nextDouble(2, 7), random.nextDouble(0, 6.3)};
    }
    int half = (int) Math.ceil(diameterMm / 2 * (1.5 + spicules) + 4);
    int side = 2 * half + 1;
    short[] values = new short[side * side * side];
    byte[] mask = new byte[values.length];
    byte[] outside = new byte[values.length];
    int at = 0;
    for (int z = -half; z <= half; z++) {
      for (int y = -half; y <= half; y++) {
        for (int x = -half; x <= half; x++, at++) {
          double ex = x / axes[0];
          double ey = y / axes[1];
          double ez = z / axes[2];
          double rho = Math.sqrt(ex * ex + ey * ey + ez * ez);
          double surface = radius;
          if (rho > 0 && roughness > 0 && rho < 2.2 * radius) {
            double bumps = 0;
            double spikes = 0;
            for (double[] w : waves) {
              double wave = Math.cos(w[3] * (w[0] * ex + w[1] * ey + w[2] * ez) / rho + w[4]);
              bumps += wave;
              double sharp = wave * wave;
              sharp *= sharp;
              spikes = Math.max(spikes, sharp * sharp * sharp);
            }
            surface *= 1 + roughness * bumps / Math.sqrt(WAVES) + spicules * spikes;
          }
          double beyond = rho - surface;
          double depth = Math.max(0, Math.min(1, 1 - rho / (0.6 * surface)));
          values[at] =
              (short) Math.round(hu + depth * (centreHu - hu) + grainHu * random.nextGaussian());
          mask[at] = (byte) Math.round(100 * Math.max(0, Math.min(1, 0.5 - beyond)));
          outside[at] = (byte) Math.round(10 * Math.max(0, Math.min(12.7, beyond + 0.5)));
        }
      }
    }
    return new NoduleSample(side, side, side, values, mask, outside, diameterMm, Double.NaN, true);
  }

  private static double[] direction(SplittableRandom random) {
    double x = random.nextGaussian();
    double y = random.nextGaussian();
    double z = random.nextGaussian();
    double length = Math.sqrt(x * x + y * y + z * z) + 1e-9;
    return new double[] {x / length, y / length, z / length};
  }
}
