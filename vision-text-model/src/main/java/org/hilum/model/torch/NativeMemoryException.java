package org.hilum.model.torch;

import org.hilum.model.ModelException;

/** The native engine found no memory: the input is right, the machine too small or too busy. */
public final class NativeMemoryException extends ModelException {

  NativeMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
