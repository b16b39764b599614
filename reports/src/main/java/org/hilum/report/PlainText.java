package org.hilum.report;

import org.jspecify.annotations.Nullable;

/** Text from outside, made fit for one line of a report. */
final class PlainText {

  private static final int MAXIMUM_LENGTH = 2000;

  private PlainText() {}

  /**
   * The text without control characters, without characters that turn the direction of writing and
   * so could make a line read otherwise than it is, on one line, at most 2000 characters long.
   */
  static String of(String text) {
    String line =
        text.codePoints()
            .filter(c -> !turnsDirection(c) && !isBrokenSurrogate(c))
            .map(c -> Character.isISOControl(c) || Character.isWhitespace(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .replaceAll(" +", " ")
            .strip();
    if (line.length() <= MAXIMUM_LENGTH) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, MAXIMUM_LENGTH / 2)) + " …";
  }

  /** The text cleaned, or null where nothing of it is left. */
  static @Nullable String orNull(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String clean = of(text);
    return clean.isEmpty() ? null : clean;
  }

  /**
   * A DICOM person name as it is read: {@code "Wang^Xiaodong=王^小东"} is 王小东 in Chinese and Wang,
   * Xiaodong in English, whichever of the two there is.
   */
  static @Nullable String personName(@Nullable String name, Language language) {
    if (name == null) {
      return null;
    }
    String[] groups = name.split("=", 3);
    String alphabetic = join(groups[0], ", ");
    String ideographic = groups.length > 1 ? join(groups[1], "") : "";
    boolean preferIdeographic = language == Language.ZH_CN || alphabetic.isEmpty();
    String chosen = preferIdeographic && !ideographic.isEmpty() ? ideographic : alphabetic;
    return chosen.isEmpty() ? null : chosen;
  }

  private static String join(String group, String separator) {
    String[] components = group.split("\\^");
    StringBuilder joined = new StringBuilder();
    for (String component : components) {
      String clean = of(component);
      if (!clean.isEmpty()) {
        joined.append(joined.length() == 0 ? "" : separator).append(clean);
      }
    }
    return joined.toString();
  }

  private static boolean turnsDirection(int c) {
    return (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200E
        || c == 0x200F;
  }

  private static boolean isBrokenSurrogate(int c) {
    return c >= 0xD800 && c <= 0xDFFF;
  }
}
