package org.hilum.model.volume;

/**
 * A position in the patient, in millimetres, DICOM LPS: x grows to the patient's left, y to the
 * back, z to the head.
 */
public record PatientPoint(double xMm, double yMm, double zMm) {

  public double distanceMmTo(PatientPoint other) {
    return Math.sqrt(squaredDistanceTo(other));
  }

  private double squaredDistanceTo(PatientPoint other) {
    double dx = xMm - other.xMm;
    double dy = yMm - other.yMm;
    double dz = zMm - other.zMm;
    return dx * dx + dy * dy + dz * dz;
  }
}
