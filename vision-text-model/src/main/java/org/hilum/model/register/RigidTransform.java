package org.hilum.model.register;

import org.hilum.model.volume.PatientPoint;

/**
 * A rotation and a translation between two patient coordinate systems, millimetres, LPS: {@code q =
 * R p + t}, with {@code R}'s rows first. From the current examination to the prior one where
 * nothing else is said.
 *
 * @throws IllegalArgumentException if a value is no finite number or the matrix is no rotation
 */
public record RigidTransform(
    double rxx,
    double rxy,
    double rxz,
    double ryx,
    double ryy,
    double ryz,
    double rzx,
    double rzy,
    double rzz,
    double tx,
    double ty,
    double tz) {

  private static final double TOLERANCE = 1e-6;

  public RigidTransform {
    boolean orthonormal =
        Math.abs(rxx * rxx + rxy * rxy + rxz * rxz - 1) < TOLERANCE
            && Math.abs(ryx * ryx + ryy * ryy + ryz * ryz - 1) < TOLERANCE
            && Math.abs(rxx * ryx + rxy * ryy + rxz * ryz) < TOLERANCE
            && Math.abs(rxy * ryz - rxz * ryy - rzx) < TOLERANCE
            && Math.abs(rxz * ryx - rxx * ryz - rzy) < TOLERANCE
            && Math.abs(rxx * ryy - rxy * ryx - rzz) < TOLERANCE;
    if (!orthonormal || !Double.isFinite(tx) || !Double.isFinite(ty) || !Double.isFinite(tz)) {
      throw new IllegalArgumentException(
          "no rigid transform: [%s %s %s; %s %s %s; %s %s %s] and (%s, %s, %s)"
              .formatted(rxx, rxy, rxz, ryx, ryy, ryz, rzx, rzy, rzz, tx, ty, tz));
    }
  }

  public static RigidTransform identity() {
    return translation(0, 0, 0);
  }

  public static RigidTransform translation(double xMm, double yMm, double zMm) {
    return new RigidTransform(1, 0, 0, 0, 1, 0, 0, 0, 1, xMm, yMm, zMm);
  }

  /**
   * A turn about a point, then a translation.
   *
   * @param xRadians the turn as a vector: its direction is the axis, its length the angle (right
   *     hand)
   */
  public static RigidTransform about(
      PatientPoint center,
      double xRadians,
      double yRadians,
      double zRadians,
      double xMm,
      double yMm,
      double zMm) {
    double angle = Math.sqrt(xRadians * xRadians + yRadians * yRadians + zRadians * zRadians);
    if (angle < 1e-12) {
      return translation(xMm, yMm, zMm);
    }
    double x = xRadians / angle;
    double y = yRadians / angle;
    double z = zRadians / angle;
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double d = 1 - c;
    RigidTransform turn =
        new RigidTransform(
            c + x * x * d,
            x * y * d - z * s,
            x * z * d + y * s,
            y * x * d + z * s,
            c + y * y * d,
            y * z * d - x * s,
            z * x * d - y * s,
            z * y * d + x * s,
            c + z * z * d,
            0,
            0,
            0);
    PatientPoint turned = turn.apply(center);
    return turn.shifted(
        center.xMm() - turned.xMm() + xMm,
        center.yMm() - turned.yMm() + yMm,
        center.zMm() - turned.zMm() + zMm);
  }

  /** The same turn, its result moved on. */
  public RigidTransform shifted(double xMm, double yMm, double zMm) {
    return new RigidTransform(
        rxx, rxy, rxz, ryx, ryy, ryz, rzx, rzy, rzz, tx + xMm, ty + yMm, tz + zMm);
  }

  public PatientPoint apply(PatientPoint p) {
    return new PatientPoint(
        rxx * p.xMm() + rxy * p.yMm() + rxz * p.zMm() + tx,
        ryx * p.xMm() + ryy * p.yMm() + ryz * p.zMm() + ty,
        rzx * p.xMm() + rzy * p.yMm() + rzz * p.zMm() + tz);
  }

  /** This transform first, then the other. */
  public RigidTransform then(RigidTransform o) {
    PatientPoint t = o.apply(new PatientPoint(tx, ty, tz));
    return new RigidTransform(
        o.rxx * rxx + o.rxy * ryx + o.rxz * rzx,
        o.rxx * rxy + o.rxy * ryy + o.rxz * rzy,
        o.rxx * rxz + o.rxy * ryz + o.rxz * rzz,
        o.ryx * rxx + o.ryy * ryx + o.ryz * rzx,
        o.ryx * rxy + o.ryy * ryy + o.ryz * rzy,
        o.ryx * rxz + o.ryy * ryz + o.ryz * rzz,
        o.rzx * rxx + o.rzy * ryx + o.rzz * rzx,
        o.rzx * rxy + o.rzy * ryy + o.rzz * rzy,
        o.rzx * rxz + o.rzy * ryz + o.rzz * rzz,
        t.xMm(),
        t.yMm(),
        t.zMm());
  }

  public RigidTransform inverse() {
    return new RigidTransform(
        rxx,
        ryx,
        rzx,
        rxy,
        ryy,
        rzy,
        rxz,
        ryz,
        rzz,
        -(rxx * tx + ryx * ty + rzx * tz),
        -(rxy * tx + ryy * ty + rzy * tz),
        -(rxz * tx + ryz * ty + rzz * tz));
  }

  /** How far it turns, 0 to 180. */
  public double rotationDegrees() {
    double cosine = (rxx + ryy + rzz - 1) / 2;
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }
}
