package org.hilum.model.crops;

/**
 * The labels or the slices are not what they should be; the message names file, line and remedy.
 */
public final class NoduleDataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NoduleDataException(String message) {
    super(message);
  }

  public NoduleDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
