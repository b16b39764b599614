package org.hilum.model.history;

import static java.util.Objects.requireNonNull;

/**
 * One fact about the patient and where it came from.
 *
 * @param source the place it was read, for example {@code "AdditionalPatientHistory (0010,21B0)"}
 * @param evidence the words it rests on, as they stand in the source
 */
public record Factor<T>(T value, String source, String evidence) {

  public Factor {
    requireNonNull(value, "value");
    requireNonNull(source, "source");
    requireNonNull(evidence, "evidence");
  }
}
