package org.hilum.ingest.pacs;

/** Less of a study arrived than the PACS has. Worth trying again. */
public final class IncompleteStudyException extends Exception {

  private static final long serialVersionUID = 1L;

  IncompleteStudyException(String message) {
    super(message);
  }
}
