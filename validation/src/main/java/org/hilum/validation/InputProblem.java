package org.hilum.validation;

import static java.util.Objects.requireNonNull;

/**
 * Something wrong with one piece of the input: the run names it and goes on with the rest.
 *
 * @param source the file or folder as the user gave it
 * @param line the line in the file, from 1; 0 where a line says nothing
 * @param message what is wrong and what to do
 */
public record InputProblem(String source, long line, String message) {

  public InputProblem {
    requireNonNull(source, "source");
    requireNonNull(message, "message");
    if (line < 0) {
      throw new IllegalArgumentException("a line number is not negative, got " + line);
    }
  }

  /** One line, {@code source:line: message}, with control characters made visible. */
  @Override
  public String toString() {
    String place = line > 0 ? source + ":" + line : source;
    return printable(place + ": " + message);
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    return out.toString();
  }
}
