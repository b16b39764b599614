package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** The rule for application entity titles (PS3.5 6.2, VR AE). */
final class AeTitles {

  private static final Pattern VALID = Pattern.compile("[\\x20-\\x5b\\x5d-\\x7e]{1,16}");

  private AeTitles() {}

  static String requireValid(String aeTitle) {
    requireNonNull(aeTitle, "aeTitle");
    if (!VALID.matcher(aeTitle).matches() || !aeTitle.equals(aeTitle.strip())) {
      throw new IllegalArgumentException(
          "\"%s\" is no AE title: 1 to 16 printable ASCII characters, no backslash, no space at its ends"
              .formatted(aeTitle));
    }
    return aeTitle;
  }
}
