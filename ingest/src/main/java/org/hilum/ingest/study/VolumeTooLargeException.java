package org.hilum.ingest.study;

import java.io.IOException;

/**
 * A series' voxels do not fit into this Java's memory: nothing is wrong with the series, and trying
 * again changes nothing until Hilum is started with more. The message is one line: what, how large,
 * what to do.
 */
public final class VolumeTooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  VolumeTooLargeException(String message) {
    super(message);
  }
}
