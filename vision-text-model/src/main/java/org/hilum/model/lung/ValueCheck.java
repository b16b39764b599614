package org.hilum.model.lung;

import java.util.function.IntPredicate;
import org.hilum.model.RefusalCode;
import org.jspecify.annotations.Nullable;

/** Whether cells can be Hounsfield units of a body in air; each check is null where they can. */
final class ValueCheck {

  private static final int INVERTED_ABOVE_HU = 700;

  /** Air is -1000 HU by definition, and its median was -1013 to -996 in five real CTs. */
  private static final int BRIGHTEST_AIR_HU = -850;

  /** Fat is some -100 HU, muscle 50; the body's median was -48 to 20 HU in five real CTs. */
  private static final int FARTHEST_BODY_HU = 150;

  /** Less of the volume is the rim of a narrow field, or a lung that reaches its edge. */
  private static final double LEAST_AIR_SHARE = 0.1;

  private ValueCheck() {}

  /**
   * @param mean HU of each cell
   */
  static LungSegmenter.Result.@Nullable NotFound ofAll(short[] mean) {
    int lowest = Short.MAX_VALUE;
    int highest = Short.MIN_VALUE;
    int bright = 0;
    int dark = 0;
    for (short hu : mean) {
      lowest = Math.min(lowest, hu);
      highest = Math.max(highest, hu);
      if (hu > INVERTED_ABOVE_HU) {
        bright++;
      }
      if (hu < LungSegmenter.AIR_BELOW_HU) {
        dark++;
      }
    }
    if (highest - lowest < 200) {
      return new LungSegmenter.Result.NotFound(
          RefusalCode.INVALID_VALUES,
          "All values lie between %d and %d HU, which is no image of a body; check the rescale slope and intercept"
              .formatted(lowest, highest));
    }
    if (bright > mean.length / 5 && bright > dark) {
      return new LungSegmenter.Result.NotFound(
          RefusalCode.INVALID_VALUES,
          "%d %% of the volume is brighter than %d HU: the values look inverted; check the rescale slope and the photometric interpretation"
              .formatted(100L * bright / mean.length, INVERTED_ABOVE_HU));
    }
    if (dark < mean.length / 100) {
      return new LungSegmenter.Result.NotFound(
          RefusalCode.LUNGS_NOT_FOUND,
          "Less than 1 % of the volume is air; send the axial chest series");
    }
    return null;
  }

  /**
   * @param mean HU of each cell
   */
  static LungSegmenter.Result.@Nullable NotFound ofAirAndBody(short[] mean, OutsideAir air) {
    Integer airHu = median(mean, i -> air.outside()[i], LEAST_AIR_SHARE);
    if (airHu != null && airHu > BRIGHTEST_AIR_HU) {
      return uncalibrated("air outside the body reads", airHu, "-1000");
    }
    Integer bodyHu = median(mean, i -> air.isBody(mean, i), 0);
    if (bodyHu != null && Math.abs(bodyHu) > FARTHEST_BODY_HU) {
      return uncalibrated("the body's median is", bodyHu, "about 0");
    }
    return null;
  }

  /** Null where no larger share of all cells is meant than the least. */
  private static @Nullable Integer median(short[] mean, IntPredicate which, double leastShare) {
    int[] counts = new int[1 << Short.SIZE];
    int all = 0;
    for (int i = 0; i < mean.length; i++) {
      if (which.test(i)) {
        counts[mean[i] - Short.MIN_VALUE]++;
        all++;
      }
    }
    if (all <= leastShare * mean.length) {
      return null;
    }
    int value = 0;
    for (int sum = counts[0]; 2 * sum < all; sum += counts[value]) {
      value++;
    }
    return value + Short.MIN_VALUE;
  }

  private static LungSegmenter.Result.NotFound uncalibrated(String what, int hu, String expected) {
    return new LungSegmenter.Result.NotFound(
        RefusalCode.INVALID_VALUES,
        "Values are no Hounsfield units: %s %d HU, not %s; check the rescale slope and intercept"
            .formatted(what, hu, expected));
  }
}
