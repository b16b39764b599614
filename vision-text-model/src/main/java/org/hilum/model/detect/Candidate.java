package org.hilum.model.detect;

import static java.util.Objects.requireNonNull;

import org.hilum.model.volume.PatientPoint;

/**
 * A place that may be a nodule.
 *
 * @param diameterMm the detector's estimate, of the sphere of the same volume
 * @param score 0 to 1; it orders candidates and is no probability
 */
public record Candidate(PatientPoint center, double diameterMm, double score) {

  public Candidate {
    requireNonNull(center, "center");
  }
}
