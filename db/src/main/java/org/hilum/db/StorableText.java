package org.hilum.db;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Text from outside, made safe for PostgreSQL, which takes no NUL and no broken surrogates. */
final class StorableText {

  private static final char REPLACEMENT = '\uFFFD';

  private StorableText() {}

  /** The text with every character that cannot be stored replaced by U+FFFD. */
  static String of(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        if (clean == null) {
          clean = new StringBuilder(text);
        }
        clean.setCharAt(i, REPLACEMENT);
      }
    }
    return clean == null ? text : clean.toString();
  }

  static @Nullable String ofNullable(@Nullable String text) {
    return text == null ? null : of(text);
  }

  static Map<String, String> ofEntries(Map<String, String> entries) {
    Map<String, String> clean = new TreeMap<>();
    entries.forEach((key, value) -> clean.put(of(key), of(value)));
    return clean;
  }
}
