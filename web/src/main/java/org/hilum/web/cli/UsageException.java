package org.hilum.web.cli;

/** What the user gave is wrong. The message is one line: what, where, what to do. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  /**
   * @throws UsageException if an option's value is too small
   */
  static void requireAtLeast(int least, String option, int value) {
    if (value < least) {
      throw new UsageException("%s %d: must be at least %d".formatted(option, value, least));
    }
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
