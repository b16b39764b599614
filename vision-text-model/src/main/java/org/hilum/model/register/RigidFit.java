package org.hilum.model.register;

import java.util.ArrayList;
import java.util.List;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * Fits a rigid transform at one resolution: Levenberg-Marquardt on the difference of the clamped HU
 * at sample points of the current image, with Geman-McClure weights, so that what moved otherwise
 * (the diaphragm, a new nodule, a contrast agent) pulls little. Deterministic.
 */
final class RigidFit {

  private static final int PARAMETERS = 6;
  private static final int MOST_POINTS = 40_000;

  /** With fewer of its points inside the other image a fit says nothing. */
  private static final double LEAST_INSIDE = 0.3;

  private static final double SMALLEST_STEP_MM = 0.01;

  private final ImageLevel prior;
  private final PatientPoint center;
  private final double scaleHu;
  private final float[] x;
  private final float[] y;
  private final float[] z;
  private final float[] value;

  /**
   * @param region where sample points may lie, in the current image
   * @param center of rotation, in the current image
   * @param scaleHu differences beyond this count less and less
   */
  RigidFit(
      ImageLevel current,
      ImageLevel prior,
      java.util.function.Predicate<PatientPoint> region,
      PatientPoint center,
      double scaleHu) {
    this.prior = prior;
    this.center = center;
    this.scaleHu = scaleHu;
    VolumeGrid grid = current.grid();
    List<Integer> inside = new ArrayList<>();
    for (int slice = 0; slice < grid.slices(); slice++) {
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          if (region.test(grid.toPatient(column, row, slice))) {
            inside.add(grid.index(column, row, slice));
          }
        }
      }
    }
    int stride = Math.max(1, inside.size() / MOST_POINTS);
    int count = inside.isEmpty() ? 0 : (inside.size() - 1) / stride + 1;
    x = new float[count];
    y = new float[count];
    z = new float[count];
    value = new float[count];
    for (int i = 0; i < count; i++) {
      int index = inside.get(i * stride);
      PatientPoint point =
          grid.toPatient(
              index % grid.columns(),
              index / grid.columns() % grid.rows(),
              index / grid.voxelsPerSlice());
      x[i] = (float) point.xMm();
      y[i] = (float) point.yMm();
      z[i] = (float) point.zMm();
      value[i] = current.at(index);
    }
  }

  /**
   * @param cost mean robust squared difference, HU²; infinite where too little overlaps
   */
  record Fit(RigidTransform transform, double cost) {}

  Fit run(RigidTransform start, int iterations) {
    Fit best = new Fit(start, cost(start));
    double damping = 1e-3;
    for (int i = 0; i < iterations && Double.isFinite(best.cost()); i++) {
      double[][] hessian = new double[PARAMETERS][PARAMETERS];
      double[] slope = new double[PARAMETERS];
      linearize(best.transform(), hessian, slope);
      boolean better = false;
      double moved = 0;
      for (int attempt = 0; attempt < 6 && !better; attempt++) {
        double[] step = LinearSystem.solveDamped(hessian, slope, damping);
        if (step.length == 0) {
          damping *= 10;
          continue;
        }
        RigidTransform next = move(best.transform(), step);
        double cost = cost(next);
        if (cost < best.cost()) {
          moved =
              best.transform().apply(center).distanceMmTo(next.apply(center))
                  + 100 * (Math.abs(step[0]) + Math.abs(step[1]) + Math.abs(step[2]));
          best = new Fit(next, cost);
          damping = Math.max(1e-7, damping / 5);
          better = true;
        } else {
          damping *= 10;
        }
      }
      if (!better || moved < SMALLEST_STEP_MM) {
        break;
      }
    }
    return best;
  }

  private RigidTransform move(RigidTransform transform, double[] step) {
    PatientPoint pivot = transform.apply(center);
    return transform.then(
        RigidTransform.about(pivot, step[0], step[1], step[2], step[3], step[4], step[5]));
  }

  private double cost(RigidTransform t) {
    double scale = scaleHu * scaleHu;
    double sum = 0;
    int inside = 0;
    for (int i = 0; i < value.length; i++) {
      float sampled =
          prior.sample(
              t.rxx() * x[i] + t.rxy() * y[i] + t.rxz() * z[i] + t.tx(),
              t.ryx() * x[i] + t.ryy() * y[i] + t.ryz() * z[i] + t.ty(),
              t.rzx() * x[i] + t.rzy() * y[i] + t.rzz() * z[i] + t.tz());
      if (!Float.isNaN(sampled)) {
        double squared = (double) (sampled - value[i]) * (sampled - value[i]);
        sum += squared / (1 + squared / scale);
        inside++;
      }
    }
    return inside == 0 || inside < LEAST_INSIDE * value.length
        ? Double.POSITIVE_INFINITY
        : sum / inside;
  }

  private void linearize(RigidTransform t, double[][] hessian, double[] slope) {
    PatientPoint pivot = t.apply(center);
    double scale = scaleHu * scaleHu;
    float[] sampled = new float[4];
    double[] j = new double[PARAMETERS];
    for (int i = 0; i < value.length; i++) {
      double qx = t.rxx() * x[i] + t.rxy() * y[i] + t.rxz() * z[i] + t.tx();
      double qy = t.ryx() * x[i] + t.ryy() * y[i] + t.ryz() * z[i] + t.ty();
      double qz = t.rzx() * x[i] + t.rzy() * y[i] + t.rzz() * z[i] + t.tz();
      if (!prior.sampleWithGradient(qx, qy, qz, sampled)) {
        continue;
      }
      double residual = sampled[0] - value[i];
      double shrink = 1 + residual * residual / scale;
      double weight = 1 / (shrink * shrink);
      double ax = qx - pivot.xMm();
      double ay = qy - pivot.yMm();
      double az = qz - pivot.zMm();
      // d(value)/d(turn) = gradient · (turn × arm) = turn · (arm × gradient)
      j[0] = ay * sampled[3] - az * sampled[2];
      j[1] = az * sampled[1] - ax * sampled[3];
      j[2] = ax * sampled[2] - ay * sampled[1];
      j[3] = sampled[1];
      j[4] = sampled[2];
      j[5] = sampled[3];
      for (int a = 0; a < PARAMETERS; a++) {
        slope[a] -= weight * j[a] * residual;
        for (int b = 0; b <= a; b++) {
          hessian[a][b] += weight * j[a] * j[b];
        }
      }
    }
    for (int a = 0; a < PARAMETERS; a++) {
      for (int b = a + 1; b < PARAMETERS; b++) {
        hessian[a][b] = hessian[b][a];
      }
    }
  }
}
