package org.hilum.ingest.route;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Failures as text. */
final class Failures {

  private static final int LONGEST_TRACE = 20_000;

  private Failures() {}

  /** What the failure says, or what it is where it says nothing, in one line. */
  static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    String text =
        message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    return text.replaceAll("\\s+", " ").strip();
  }

  static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.getBuffer().length() > LONGEST_TRACE
        ? text.getBuffer().substring(0, LONGEST_TRACE)
        : text.toString();
  }
}
