package org.hilum.validation.labels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a reference nodule beside its place.
 *
 * @param malignant the label that malignancy is scored against; null where there is none
 * @param texture {@code solid}, {@code part-solid} or {@code non-solid}; null where unknown
 */
public record NoduleLabel(@Nullable Boolean malignant, @Nullable String texture) {

  public static final NoduleLabel NONE = new NoduleLabel(null, null);

  /** The rating between benign and malignant on LIDC-IDRI's scale of 1 to 5. */
  private static final double UNDECIDED = 3;

  private static final int MIN_READERS = 3;

  /**
   * Malignant above a mean of 3, benign below, as is usual for LIDC-IDRI; no label at 3 or without
   * a rating.
   */
  static @Nullable Boolean malignant(double meanRating) {
    if (Double.isNaN(meanRating) || meanRating == UNDECIDED) {
      return null;
    }
    return meanRating > UNDECIDED;
  }

  /** The same of several readers, of whom at least three must have rated. */
  static @Nullable Boolean malignant(int[] ratings) {
    return ratings.length < MIN_READERS ? null : malignant(mean(ratings));
  }

  /** The guidelines' word for a mean rating of 1 (non-solid) to 5 (solid); null without one. */
  static @Nullable String texture(double meanRating) {
    if (Double.isNaN(meanRating)) {
      return null;
    }
    if (meanRating >= 4) {
      return "solid";
    }
    return meanRating >= 2 ? "part-solid" : "non-solid";
  }

  static double mean(int[] ratings) {
    return Arrays.stream(ratings).average().orElse(Double.NaN);
  }
}
