package org.hilum.pacs.results;

import static java.util.Objects.requireNonNull;

/**
 * A coded concept (PS3.3 8): value, coding scheme and meaning.
 *
 * @param value at most 16 characters
 * @param scheme for example DCM, SCT, LN, UCUM, RADLEX, or {@link #OWN_SCHEME}
 */
public record Code(String value, String scheme, String meaning) {

  /** For concepts of which no published code could be verified. */
  public static final String OWN_SCHEME = "99HILUM";

  public Code {
    requireNonNull(value, "value");
    requireNonNull(scheme, "scheme");
    requireNonNull(meaning, "meaning");
    if (value.isEmpty() || value.length() > 16 || meaning.isEmpty() || meaning.length() > 64) {
      throw new IllegalArgumentException(
          "a code takes 1 to 16 characters and its meaning 1 to 64: (%s, %s, %s)"
              .formatted(value, scheme, meaning));
    }
  }

  static Code dcm(String value, String meaning) {
    return new Code(value, "DCM", meaning);
  }

  static Code sct(String value, String meaning) {
    return new Code(value, "SCT", meaning);
  }

  static Code own(String value, String meaning) {
    return new Code(value, OWN_SCHEME, meaning);
  }
}
