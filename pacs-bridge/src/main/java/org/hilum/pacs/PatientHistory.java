package org.hilum.pacs;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the header of an instance says about the patient's history, in the words of whoever typed
 * it.
 *
 * @param texts every history attribute that has a value, in the order of {@code clinical-rules.md}
 *     C8
 * @param smokingStatus the raw value of Smoking Status (0010,21A0): YES, NO or UNKNOWN
 */
public record PatientHistory(List<Entry> texts, @Nullable String smokingStatus) {

  public PatientHistory {
    texts = List.copyOf(texts);
  }

  /**
   * @param source the attribute, for example {@code AdditionalPatientHistory (0010,21B0)}
   */
  public record Entry(String source, String text) {

    public Entry {
      requireNonNull(source, "source");
      requireNonNull(text, "text");
    }
  }
}
