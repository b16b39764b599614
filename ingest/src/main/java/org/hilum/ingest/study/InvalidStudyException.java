package org.hilum.ingest.study;

/**
 * A study's files are not what they should be, and trying again changes nothing. The message is one
 * line: what, where, what to do.
 */
public final class InvalidStudyException extends Exception {

  private static final long serialVersionUID = 1L;

  public InvalidStudyException(String message) {
    super(message);
  }
}
