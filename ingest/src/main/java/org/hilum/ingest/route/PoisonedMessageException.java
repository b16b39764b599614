package org.hilum.ingest.route;

/** A message that the process did not survive, more than once. */
final class PoisonedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PoisonedMessageException(String message) {
    super(message);
  }
}
