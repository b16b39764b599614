package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CavityTest {

  private static final double LEAST_WALL_MM = 2;

  /** Half of a voxel's blend, and the voxel's own size. */
  private static final double TOLERANCE_MM = 1;

  @ParameterizedTest
  @ValueSource(doubles = {8, 9, 14, 25, 40})
  void aCavityIsOfAirAndKeepsAThickWall(double diameterMm) {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      NoduleSample sample = ball(diameterMm);

      short[] hollow = Cavity.in(sample, diameterMm, random);

      assertThat(Arrays.stream(toInts(sample.hu())).distinct()).containsExactly(40);
      int air = 0;
      for (int z = 0; z < sample.slices(); z++) {
        for (int y = 0; y < sample.rows(); y++) {
          for (int x = 0; x < sample.columns(); x++) {
            double middle = (sample.columns() - 1) / 2.0;
            double away = Math.hypot(Math.hypot(x - middle, y - middle), z - middle);
            short hu = hollow[sample.index(x, y, z)];
            air += hu < -850 ? 1 : 0;
            if (away > diameterMm / 2 - LEAST_WALL_MM + TOLERANCE_MM) {
              assertThat(hu).as("wall %.1f mm from the centre", away).isEqualTo((short) 40);
            }
          }
        }
      }
      double volume = Math.PI / 6 * Math.pow(diameterMm, 3);
      assertThat(air / volume).isBetween(0.002, 0.45);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {16, 30})
  void whatIsPastedSmallerKeepsItsWallToo(double ownDiameterMm) {
    NoduleSample sample = ball(ownDiameterMm);

    short[] hollow = Cavity.in(sample, 8, new SplittableRandom(1));

    int middle = sample.columns() / 2;
    int edge = (int) Math.ceil(middle + ownDiameterMm / 4 + 1);
    assertThat(hollow[sample.index(edge, middle, middle)]).isEqualTo((short) 40);
  }

  private static int[] toInts(short[] values) {
    int[] ints = new int[values.length];
    Arrays.setAll(ints, i -> values[i]);
    return ints;
  }

  /** Of 40 HU, as is what lies about it. */
  private static NoduleSample ball(double diameterMm) {
    int half = (int) Math.ceil(diameterMm / 2) + 3;
    int side = 2 * half + 1;
    byte[] mask = new byte[side * side * side];
    int at = 0;
    for (int z = -half; z <= half; z++) {
      for (int y = -half; y <= half; y++) {
        for (int x = -half; x <= half; x++) {
          mask[at++] = (byte) (2 * Math.sqrt(x * x + y * y + z * z) <= diameterMm ? 100 : 0);
        }
      }
    }
    short[] hu = new short[mask.length];
    Arrays.fill(hu, (short) 40);
    return new NoduleSample(
        side, side, side, hu, mask, new byte[mask.length], diameterMm, Double.NaN, true);
  }
}
