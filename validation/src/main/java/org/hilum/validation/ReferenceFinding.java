package org.hilum.validation;

import static java.util.Objects.requireNonNull;

import org.hilum.model.volume.PatientPoint;

/**
 * A labelled place in a series: a nodule of the reference, or a finding that counts neither way.
 *
 * @param diameterMm negative or {@code NaN} where nobody measured it
 */
public record ReferenceFinding(String seriesInstanceUid, PatientPoint center, double diameterMm) {

  public ReferenceFinding {
    requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    requireNonNull(center, "center");
  }

  public boolean hasDiameter() {
    return diameterMm >= 0;
  }
}
