package org.hilum.model.register;

import org.hilum.model.volume.PatientPoint;

/**
 * Finds where the surroundings of one place of the current image lie in the prior one, near where
 * the rigid transform puts them: a ball of lung is shifted until the normalised cross-correlation
 * is highest, first in steps of 4 mm, then of 2 mm, then between the steps by a parabola. That
 * takes up what breathing moved, which no rigid transform can.
 */
final class LocalMatcher {

  /** How far the surroundings may have moved against the rigid transform, along each axis. */
  static final double REACH_MM = 16;

  private static final double RADIUS_MM = 16;
  private static final double COARSE_MM = 4;
  private static final double FINE_MM = 2;

  /** Of two shifts that fit as well, the smaller one is taken: breathing moves little. */
  private static final double PENALTY_PER_MM = 0.004;

  /** Fewer samples than this share of the ball in both images tell nothing. */
  private static final double LEAST_SAMPLES = 0.25;

  private final ImageLevel currentFine;
  private final ImageLevel currentCoarse;
  private final ImageLevel priorFine;
  private final ImageLevel priorCoarse;
  private final java.util.function.Predicate<PatientPoint> lung;

  /**
   * @param lung where the current image shows lung or what dents it: the chest wall slides along
   *     the lung and must not have a say
   */
  LocalMatcher(
      ImageLevel currentFine,
      ImageLevel currentCoarse,
      ImageLevel priorFine,
      ImageLevel priorCoarse,
      java.util.function.Predicate<PatientPoint> lung) {
    this.currentFine = currentFine;
    this.currentCoarse = currentCoarse;
    this.priorFine = priorFine;
    this.priorCoarse = priorCoarse;
    this.lung = lung;
  }

  /**
   * @param shiftXMm what has to be added to the place in the current image before the rigid
   *     transform
   * @param correlation of the surroundings at that shift, -1 to 1; NaN where they could not be
   *     compared
   */
  record Shift(double shiftXMm, double shiftYMm, double shiftZMm, double correlation) {

    static final Shift NONE = new Shift(0, 0, 0, Double.NaN);

    double lengthMm() {
      return Math.sqrt(shiftXMm * shiftXMm + shiftYMm * shiftYMm + shiftZMm * shiftZMm);
    }

    PatientPoint appliedTo(PatientPoint point) {
      return new PatientPoint(
          point.xMm() + shiftXMm, point.yMm() + shiftYMm, point.zMm() + shiftZMm);
    }
  }

  /**
   * @param ignoredRadiusMm a ball about the place that has no say, so that a nodule that grew, came
   *     or went does not mislead
   */
  Shift match(PatientPoint place, RigidTransform transform, double ignoredRadiusMm) {
    double radius = RADIUS_MM + ignoredRadiusMm;
    Shift coarse =
        search(
            place,
            transform,
            radius,
            ignoredRadiusMm,
            COARSE_MM,
            currentCoarse,
            priorCoarse,
            Shift.NONE,
            (int) Math.round(REACH_MM / COARSE_MM));
    if (Double.isNaN(coarse.correlation())) {
      return Shift.NONE;
    }
    return search(
        place, transform, radius, ignoredRadiusMm, FINE_MM, currentFine, priorFine, coarse, 2);
  }

  private Shift search(
      PatientPoint place,
      RigidTransform transform,
      double radiusMm,
      double ignoredMm,
      double stepMm,
      ImageLevel current,
      ImageLevel prior,
      Shift start,
      int reach) {
    Block block = Block.of(place, radiusMm, ignoredMm, stepMm, current, lung);
    if (block.count < LEAST_SAMPLES * block.possible) {
      return Shift.NONE;
    }
    int half = block.half + reach;
    int side = 2 * half + 1;
    float[] around = new float[side * side * side];
    PatientPoint moved = start.appliedTo(place);
    int at = 0;
    for (int k = -half; k <= half; k++) {
      for (int j = -half; j <= half; j++) {
        for (int i = -half; i <= half; i++) {
          PatientPoint q =
              transform.apply(
                  new PatientPoint(
                      moved.xMm() + i * stepMm,
                      moved.yMm() + j * stepMm,
                      moved.zMm() + k * stepMm));
          around[at++] = prior.sample(q.xMm(), q.yMm(), q.zMm());
        }
      }
    }
    int width = 2 * reach + 1;
    double[] scores = new double[width * width * width];
    int best = -1;
    for (int shift = 0; shift < scores.length; shift++) {
      int offset =
          ((shift / (width * width)) * side + shift / width % width) * side + shift % width;
      double length =
          new Shift(
                  start.shiftXMm() + (shift % width - reach) * stepMm,
                  start.shiftYMm() + (shift / width % width - reach) * stepMm,
                  start.shiftZMm() + (shift / (width * width) - reach) * stepMm,
                  0)
              .lengthMm();
      scores[shift] = block.correlation(around, side, offset) - PENALTY_PER_MM * length;
      if (!Double.isNaN(scores[shift]) && (best < 0 || scores[shift] > scores[best])) {
        best = shift;
      }
    }
    if (best < 0) {
      return Shift.NONE;
    }
    int i = best % width;
    int j = best / width % width;
    int k = best / (width * width);
    return new Shift(
        start.shiftXMm() + (i - reach + vertex(scores, best, i, width, 1)) * stepMm,
        start.shiftYMm() + (j - reach + vertex(scores, best, j, width, width)) * stepMm,
        start.shiftZMm() + (k - reach + vertex(scores, best, k, width, width * width)) * stepMm,
        block.correlation(around, side, (k * side + j) * side + i));
  }

  /** Where between its neighbours a parabola through three scores is highest, in steps. */
  private static double vertex(double[] scores, int best, int position, int width, int stride) {
    if (position == 0 || position == width - 1) {
      return 0;
    }
    double before = scores[best - stride];
    double after = scores[best + stride];
    double curvature = before - 2 * scores[best] + after;
    return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature))) : 0;
  }

  /** The samples of the current image about a place: where they lie, and what they hold. */
  private static final class Block {

    private final int half;
    private final int possible;
    private final int[] offsetI;
    private final int[] offsetJ;
    private final int[] offsetK;
    private final float[] values;
    private int count;

    private Block(int half) {
      this.half = half;
      int side = 2 * half + 1;
      offsetI = new int[side * side * side];
      offsetJ = new int[offsetI.length];
      offsetK = new int[offsetI.length];
      values = new float[offsetI.length];
      possible = (int) (4.0 / 3 * Math.PI * half * half * half);
    }

    static Block of(
        PatientPoint place,
        double radiusMm,
        double ignoredMm,
        double stepMm,
        ImageLevel current,
        java.util.function.Predicate<PatientPoint> lung) {
      Block block = new Block((int) Math.round(radiusMm / stepMm));
      for (int k = -block.half; k <= block.half; k++) {
        for (int j = -block.half; j <= block.half; j++) {
          for (int i = -block.half; i <= block.half; i++) {
            double distance = Math.sqrt((double) i * i + j * j + k * k) * stepMm;
            if (distance > radiusMm || distance < ignoredMm) {
              continue;
            }
            PatientPoint p =
                new PatientPoint(
                    place.xMm() + i * stepMm, place.yMm() + j * stepMm, place.zMm() + k * stepMm);
            float value = current.sample(p.xMm(), p.yMm(), p.zMm());
            if (!Float.isNaN(value) && lung.test(p)) {
              block.offsetI[block.count] = i + block.half;
              block.offsetJ[block.count] = j + block.half;
              block.offsetK[block.count] = k + block.half;
              block.values[block.count++] = value;
            }
          }
        }
      }
      return block;
    }

    /** NaN where too few samples of the other image exist or nothing varies. */
    double correlation(float[] around, int side, int offset) {
      double sumA = 0;
      double sumB = 0;
      double sumAa = 0;
      double sumBb = 0;
      double sumAb = 0;
      int n = 0;
      for (int s = 0; s < count; s++) {
        float b = around[offset + (offsetK[s] * side + offsetJ[s]) * side + offsetI[s]];
        if (Float.isNaN(b)) {
          continue;
        }
        float a = values[s];
        sumA += a;
        sumB += b;
        sumAa += a * a;
        sumBb += b * b;
        sumAb += a * b;
        n++;
      }
      if (n < LEAST_SAMPLES * possible) {
        return Double.NaN;
      }
      double varianceA = sumAa - sumA * sumA / n;
      double varianceB = sumBb - sumB * sumB / n;
      return varianceA < n || varianceB < n
          ? Double.NaN
          : (sumAb - sumA * sumB / n) / Math.sqrt(varianceA * varianceB);
    }
  }
}
