package org.hilum.report.guideline;

import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.Sex;
import org.jspecify.annotations.Nullable;

/**
 * What the rules ask of a patient; null where nobody knows.
 *
 * @param extrathoracicCancer at any time before
 * @param yearsSinceCancer since that cancer
 */
public record Patient(
    @Nullable Integer ageYears,
    @Nullable Sex sex,
    @Nullable Boolean everSmoked,
    @Nullable Boolean extrathoracicCancer,
    @Nullable Integer yearsSinceCancer,
    @Nullable Boolean lungCancer,
    @Nullable Boolean familyHistoryOfLungCancer,
    @Nullable Boolean emphysema,
    @Nullable Boolean immunosuppressed) {

  /** A patient of whom nothing is known. */
  public static Patient unknown() {
    return new Patient(null, null, null, null, null, null, null, null, null);
  }

  /** What the history tells; it has no field for the immune status or for when a cancer was. */
  public static Patient of(ClinicalHistory history) {
    return new Patient(
        value(history.ageYears()),
        value(history.sex()),
        history.smoking() == null ? null : history.smoking().value().hasSmoked(),
        value(history.extrathoracicCancer()),
        null,
        value(history.lungCancer()),
        value(history.familyHistoryOfLungCancer()),
        value(history.emphysema()),
        null);
  }

  private static <T> @Nullable T value(@Nullable Factor<T> factor) {
    return factor == null ? null : factor.value();
  }
}
