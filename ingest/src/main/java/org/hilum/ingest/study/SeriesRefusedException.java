package org.hilum.ingest.study;

import static java.util.Objects.requireNonNull;

import org.hilum.model.AnalysisOutcome;
import org.hilum.model.RefusalCode;

/** A series that cannot honestly be judged. The message is one line: what, where, what to do. */
public final class SeriesRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final RefusalCode code;
  private final String what;

  /**
   * @param where the study or series
   * @param what what is wrong with it, and what to do
   */
  public SeriesRefusedException(RefusalCode code, String where, String what) {
    super(requireNonNull(where, "where") + ": " + requireNonNull(what, "what"));
    this.code = requireNonNull(code, "code");
    this.what = what;
  }

  public RefusalCode code() {
    return code;
  }

  /** The message without the place. */
  public String what() {
    return what;
  }

  public AnalysisOutcome.Refused toOutcome() {
    return new AnalysisOutcome.Refused(code, String.valueOf(getMessage()));
  }
}
