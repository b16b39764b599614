package org.hilum.report.exchange;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a version of a report has come, and who vouches for it.
 *
 * @param signedBy the reader who signed; null for a draft
 * @param signedAt when; null for a draft
 * @throws IllegalArgumentException if a draft is signed, or anything else is not
 */
public record Standing(Status status, @Nullable String signedBy, @Nullable Instant signedAt) {

  /** How far it has come. */
  public enum Status {
    /** A draft that nobody has signed. */
    PRELIMINARY("P"),
    FINAL("F"),
    /** An addendum to a final report, or its correction. */
    AMENDED("C");

    private final String hl7;

    Status(String hl7) {
      this.hl7 = hl7;
    }

    /** HL7 tables 0085 and 0123. */
    String hl7() {
      return hl7;
    }
  }

  public Standing {
    requireNonNull(status, "status");
    boolean signed = signedBy != null && !signedBy.isBlank() && signedAt != null;
    boolean draft = signedBy == null && signedAt == null;
    if (status == Status.PRELIMINARY ? !draft : !signed) {
      throw new IllegalArgumentException(
          "a %s report is %s, got signedBy %s, signedAt %s"
              .formatted(
                  status,
                  status == Status.PRELIMINARY ? "not signed" : "signed by somebody at some time",
                  signedBy,
                  signedAt));
    }
  }

  /** A draft. */
  public static Standing draft() {
    return new Standing(Status.PRELIMINARY, null, null);
  }
}
