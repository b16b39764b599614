package org.hilum.web.cli;

/** What the user gave is wrong. The message is one line: what, where, what to do. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
