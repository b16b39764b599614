package org.hilum.model.detect;

import java.util.SplittableRandom;

/**
 * Hollows a nodule that is to be pasted: an ellipsoid of air near its centre, within a thick wall.
 * Of the labelled nodules hardly any is hollow, of cancers about one in ten.
 */
final class Cavity {

  /** Smaller ones look like bronchi. */
  static final double LEAST_DIAMETER_MM = 8;

  /** Bronchi and bullae have thinner walls. Of a ball; a flat nodule's hole may be open. */
  private static final double LEAST_WALL_MM = 2;

  /** Of the nodule's radius. */
  private static final double LEAST_HOLE = 0.3;

  private static final double MOST_HOLE = 0.75;

  private Cavity() {}

  /**
   * @param diameterMm of the nodule as it will be pasted, {@link #LEAST_DIAMETER_MM} or more
   * @return the sample's values, with air in it; its mask stays, since readers outline the whole
   */
  static short[] in(NoduleSample sample, double diameterMm, SplittableRandom random) {
    double radius = sample.diameterMm() / 2;
    double most = Math.min(MOST_HOLE, 1 - 2 * LEAST_WALL_MM / diameterMm);
    double share = random.nextDouble(LEAST_HOLE, most);
    double airHu = random.nextDouble(-1000, -900);
    double grainHu = random.nextDouble(5, 20);
    double[] centre = new double[3];
    double[] axes = new double[3];
    for (int i = 0; i < 3; i++) {
      axes[i] = share * radius * random.nextDouble(0.8, 1);
      double room = radius * (most - share) / Math.sqrt(3);
      centre[i] = room > 0 ? random.nextDouble(-room, room) : 0;
    }
    double column = (sample.columns() - 1) / 2.0 + centre[0];
    double row = (sample.rows() - 1) / 2.0 + centre[1];
    double slice = (sample.slices() - 1) / 2.0 + centre[2];
    short[] hu = sample.hu().clone();
    int at = 0;
    for (int z = 0; z < sample.slices(); z++) {
      double dz = (z - slice) / axes[2];
      for (int y = 0; y < sample.rows(); y++) {
        double dy = (y - row) / axes[1];
        for (int x = 0; x < sample.columns(); x++, at++) {
          double dx = (x - column) / axes[0];
          double inside = (1 - Math.sqrt(dx * dx + dy * dy + dz * dz)) * share * radius + 0.5;
          if (inside > 0) {
            double air = Math.min(1, inside) * sample.maskPercent()[at] / 100;
            hu[at] += (short) Math.round(air * (airHu + grainHu * random.nextGaussian() - hu[at]));
          }
        }
      }
    }
    return hu;
  }
}
