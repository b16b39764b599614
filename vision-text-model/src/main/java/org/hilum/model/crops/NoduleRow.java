package org.hilum.model.crops;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One nodule of the labels file.
 *
 * @param readers how many readers drew it; 0 where the match was uncertain
 * @param confident whether the ratings surely belong to this nodule
 * @param sliceSpacingMm NaN where unknown, as {@code pixelSpacingMm}
 * @param diameterMm as published with the labels; NaN where unknown
 * @param manufacturer of the scanner; empty where unknown
 * @param seriesUid of the CT; empty where unknown
 * @param ratings each reader's ratings; empty where {@code confident} is false
 */
@SuppressWarnings("ArrayRecordComponent")
public record NoduleRow(
    String patient,
    String nodule,
    Split split,
    int slices,
    int readers,
    boolean confident,
    double sliceSpacingMm,
    double pixelSpacingMm,
    double diameterMm,
    String manufacturer,
    String seriesUid,
    Map<Rating, double[]> ratings) {

  /** By patient. */
  public enum Split {
    TRAIN,
    VAL;

    /** As the labels file names it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public NoduleRow {
    ratings = Map.copyOf(ratings);
  }

  public String key() {
    return patient + "/" + nodule;
  }

  /** The mean of the readers' ratings, if there are any that can be relied on. */
  public OptionalDouble mean(Rating rating) {
    double[] values = ratings.get(rating);
    if (values == null || values.length == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return OptionalDouble.of(sum / values.length);
  }

  /**
   * Whether this nodule counts for malignancy: rated by three readers or more, and not balanced at
   * 3.
   */
  public boolean hasMalignancyLabel() {
    return readers >= 3 && mean(Rating.MALIGNANCY).orElse(3) != 3;
  }

  /** The label; only meaningful if {@link #hasMalignancyLabel()}. */
  public boolean malignant() {
    return mean(Rating.MALIGNANCY).orElse(3) > 3;
  }
}
