package org.hilum.model.history;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the patient from fields with a meaning of their own rather than from free text,
 * each {@code null} where the field was absent or said that it is unknown.
 *
 * @param ageYears at the time of the study, for example from (0010,1010) or the date of birth
 * @param smokes from SmokingStatus (0010,21A0): {@code true} for YES, {@code false} for NO, which
 *     DICOM does not define as never or as no longer
 */
public record StructuredHistory(
    @Nullable Factor<Integer> ageYears,
    @Nullable Factor<Sex> sex,
    @Nullable Factor<Boolean> smokes) {

  private static final StructuredHistory EMPTY = new StructuredHistory(null, null, null);

  /** Nothing known. */
  public static StructuredHistory empty() {
    return EMPTY;
  }
}
