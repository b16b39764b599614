package org.hilum.pacs.annotation;

import static java.util.Objects.requireNonNull;

import org.hilum.pacs.DicomInstance;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a Segmentation object, measured.
 *
 * @param sopInstanceUid of the Segmentation, by which a report refers to it
 * @param number of the segment in it, from 1
 * @param sourceSeriesInstanceUid the series that was segmented; null where the object names none
 * @param frameOfReferenceUid null where the object names none
 * @param trackingUid the same for one finding in several objects; null where none was given
 * @param label empty where the object gives none
 * @param type what was segmented; null where the object does not say
 * @param center the centroid of the segment's voxels, patient mm (LPS)
 * @param volumeMm3 voxels times their size
 */
public record AnnotatedSegment(
    String sopInstanceUid,
    int number,
    @Nullable String sourceSeriesInstanceUid,
    @Nullable String frameOfReferenceUid,
    @Nullable String trackingUid,
    String label,
    @Nullable Code category,
    @Nullable Code type,
    DicomInstance.Vector center,
    double volumeMm3) {

  public AnnotatedSegment {
    requireNonNull(sopInstanceUid, "sopInstanceUid");
    requireNonNull(label, "label");
    requireNonNull(center, "center");
  }

  /** The diameter of a sphere of this volume. */
  public double diameterMm() {
    return Math.cbrt(6 * volumeMm3 / Math.PI);
  }

  /** Whether the object says that this is a nodule, or a mass, which is a nodule over 3 cm. */
  public boolean isNodule() {
    return type != null && type.isOneOf(FindingCodes.NODULE);
  }

  /** Whether it is a part of the body, which belongs to no finding. */
  public boolean isAnatomy() {
    return category != null && category.isOneOf(FindingCodes.ANATOMY);
  }
}
