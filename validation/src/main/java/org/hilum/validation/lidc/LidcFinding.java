package org.hilum.validation.lidc;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.hilum.model.volume.PatientPoint;

/**
 * What the readers' marks on one place amount to.
 *
 * @param center the mean of the readers' centres
 * @param diameterMm for a nodule the mean over readers of the diameter of a sphere of the volume
 *     they drew; -1 for the other kinds, which nobody measured
 * @param readers how many of them marked it as this kind
 * @param ratings the readers' ratings, of a nodule only
 */
public record LidcFinding(
    Kind kind, PatientPoint center, double diameterMm, int readers, List<LidcRatings> ratings) {

  public LidcFinding {
    requireNonNull(kind, "kind");
    requireNonNull(center, "center");
    ratings = List.copyOf(ratings);
  }

  public enum Kind {
    /** At least 3 mm in the eyes of at least one reader. */
    NODULE,
    NODULE_UNDER_3_MM,
    NON_NODULE
  }
}
