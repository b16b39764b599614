package org.hilum.validation;

import static java.util.Objects.requireNonNull;

import org.hilum.model.volume.PatientPoint;

/**
 * A place that a system marked.
 *
 * @param score higher is more suspicious; any finite scale
 */
public record Detection(String seriesInstanceUid, PatientPoint center, double score) {

  public Detection {
    requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    requireNonNull(center, "center");
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("a score is a finite number, got " + score);
    }
  }
}
