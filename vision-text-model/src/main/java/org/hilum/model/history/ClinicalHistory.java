package org.hilum.model.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the patient besides the images. A factor that nobody mentioned is {@code null},
 * which is not the same as one that was denied.
 *
 * @param texts the free texts, in the order they were found
 * @param packYears cigarette packs a day times years
 * @param extrathoracicCancer a cancer outside the chest, at any time before
 * @param lungCancer a lung cancer before this study
 * @param familyHistoryOfLungCancer in a first-degree relative where the text says so
 */
public record ClinicalHistory(
    List<HistoryText> texts,
    @Nullable Factor<Integer> ageYears,
    @Nullable Factor<Sex> sex,
    @Nullable Factor<SmokingStatus> smoking,
    @Nullable Factor<Double> packYears,
    @Nullable Factor<Boolean> extrathoracicCancer,
    @Nullable Factor<Boolean> lungCancer,
    @Nullable Factor<Boolean> familyHistoryOfLungCancer,
    @Nullable Factor<Boolean> emphysema) {

  private static final ClinicalHistory EMPTY =
      new ClinicalHistory(List.of(), null, null, null, null, null, null, null, null);

  public ClinicalHistory {
    texts = List.copyOf(texts);
  }

  /** Nothing known: the model then judges from the images alone. */
  public static ClinicalHistory empty() {
    return EMPTY;
  }

  public boolean isEmpty() {
    return equals(EMPTY);
  }
}
