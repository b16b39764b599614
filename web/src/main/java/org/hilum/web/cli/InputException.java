package org.hilum.web.cli;

/** What the user gave is wrong. The message is one line: what, where, what to do. */
final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message);
  }
}
