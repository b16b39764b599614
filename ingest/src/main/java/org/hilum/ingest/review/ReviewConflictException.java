package org.hilum.ingest.review;

/** What was asked for does not fit how things stand; nothing was changed. */
public final class ReviewConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Stable: each has a text on the page. */
  public enum Kind {
    /** The study is not ready: not analysed, refused, or on its way again. */
    NOT_READY,
    /** The images changed, or were judged again, after this report was drafted. */
    ANALYSED_AGAIN,
    /** Somebody else stored a newer version meanwhile. */
    CHANGED_MEANWHILE,
    /** The report is signed: only an addendum can follow. */
    ALREADY_SIGNED,
    /** An addendum was asked for a report that nobody signed. */
    NOT_SIGNED,
    /** Somebody has to accept or reject each finding before a signature. */
    UNDECIDED,
    /** The text still tells a rejected finding, or lacks one that is accepted again. */
    TEXT_OUTDATED,
    /** The images that were judged are no longer here, or cannot be read. */
    IMAGES_GONE,
    /** There is no such finding or report. */
    UNKNOWN,
    /** A section is longer than anybody would read; nothing of it is cut off silently. */
    TOO_LONG,
    /** There is nothing to store. */
    EMPTY
  }

  private final Kind kind;

  ReviewConflictException(Kind kind) {
    super(kind.name());
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
