package org.hilum.pacs.annotation;

import java.util.List;
import org.hilum.pacs.DicomInstance;
import org.jspecify.annotations.Nullable;

/**
 * One finding of a measurement report (PS3.16 TID 1410, 1411 or 1501). What the report does not say
 * is null.
 *
 * @param number of the group in its report, from 1
 * @param segmentOf the SOPInstanceUID of the Segmentation that outlines it, with {@code
 *     segmentNumber}
 * @param center the middle of its 3D coordinates, patient mm (LPS)
 * @param region where it was drawn on an image instead
 * @param diameterMm the diameter; else the mean of long and short axis; else the long axis
 * @param malignancy a reader's rating, 1 (highly unlikely) to 5 (highly suspicious)
 * @param texture a reader's rating, 1 (non-solid), 3 (part-solid), 5 (solid)
 * @param problems what the report says but cannot be used, in words
 */
public record MeasurementGroup(
    int number,
    @Nullable String trackingIdentifier,
    @Nullable String trackingUid,
    @Nullable Code finding,
    @Nullable String segmentOf,
    @Nullable Integer segmentNumber,
    @Nullable String sourceSeriesInstanceUid,
    @Nullable String frameOfReferenceUid,
    DicomInstance.@Nullable Vector center,
    @Nullable ImageRegion region,
    @Nullable Double volumeMm3,
    @Nullable Double diameterMm,
    @Nullable Integer malignancy,
    @Nullable Integer texture,
    List<String> problems) {

  public MeasurementGroup {
    problems = List.copyOf(problems);
  }

  /** Whether the report calls it a nodule or a mass, or does not say what it is. */
  public boolean mayBeNodule() {
    return finding == null || finding.isOneOf(FindingCodes.NODULE);
  }

  /**
   * A drawing on one image, in pixels: the middle of the first pixel is at (0, 0).
   *
   * @param column of the middle of the drawing, likewise {@code row}
   */
  public record ImageRegion(String sopInstanceUid, double column, double row) {}
}
