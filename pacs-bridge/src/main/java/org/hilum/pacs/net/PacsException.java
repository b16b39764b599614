package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A DICOM peer did not do what was asked. The message is one line: the node, what, what to do. */
public final class PacsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What went wrong, for code that decides whether to try again. */
  public enum Kind {
    /** No TCP connection: down, wrong address, firewall. Worth trying again. */
    UNREACHABLE,
    /** The association was rejected, or none of the services asked for is offered. */
    REJECTED,
    /** The peer answered with a failure status. */
    REFUSED_STATUS,
    /** The peer stopped answering. Worth trying again. */
    TIMEOUT,
    /** The peer aborted, closed the connection or broke the protocol. */
    PROTOCOL
  }

  private final Kind kind;

  public PacsException(Kind kind, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message").replaceAll("\\p{Cntrl}+", " "), cause);
    this.kind = requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
