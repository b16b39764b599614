package org.hilum.model.assess;

import static java.util.Objects.requireNonNull;

import org.hilum.model.detect.Candidate;
import org.hilum.model.volume.PatientPoint;

/**
 * A place where the detector suspects a nodule.
 *
 * @param diameterMm the detector's estimate, a positive length
 * @param score the detector's, 0 to 1
 */
public record CandidatePoint(PatientPoint center, double diameterMm, double score) {

  public static CandidatePoint of(Candidate candidate) {
    return new CandidatePoint(candidate.center(), candidate.diameterMm(), candidate.score());
  }

  public CandidatePoint {
    requireNonNull(center, "center");
    if (!(diameterMm > 0) || Double.isInfinite(diameterMm)) {
      throw new IllegalArgumentException(
          "a candidate's diameterMm must be a positive length, got " + diameterMm);
    }
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException(
          "a candidate's score must lie between 0 and 1, got " + score);
    }
  }
}
