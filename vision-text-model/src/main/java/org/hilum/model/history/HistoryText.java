package org.hilum.model.history;

import static java.util.Objects.requireNonNull;

/**
 * A piece of free text about the patient.
 *
 * @param source the place it was read, for example {@code "AdditionalPatientHistory (0010,21B0)"}
 */
public record HistoryText(String source, String text) {

  public HistoryText {
    requireNonNull(source, "source");
    requireNonNull(text, "text");
  }
}
