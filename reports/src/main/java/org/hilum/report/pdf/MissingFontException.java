package org.hilum.report.pdf;

import java.io.IOException;

/** No font that could print a Chinese report; the message says what to install. */
public final class MissingFontException extends IOException {

  private static final long serialVersionUID = 1L;

  MissingFontException(String message) {
    super(message);
  }
}
