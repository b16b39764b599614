package org.hilum.ingest.study;

import static java.util.Objects.requireNonNull;

import org.hilum.model.AnalysisOutcome;
import org.hilum.model.RefusalCode;

/** A series that cannot honestly be judged. The message is one line: what, where, what to do. */
public final class SeriesRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final RefusalCode code;

  public SeriesRefusedException(RefusalCode code, String message) {
    super(requireNonNull(message, "message"));
    this.code = requireNonNull(code, "code");
  }

  public RefusalCode code() {
    return code;
  }

  public AnalysisOutcome.Refused toOutcome() {
    return new AnalysisOutcome.Refused(code, String.valueOf(getMessage()));
  }
}
