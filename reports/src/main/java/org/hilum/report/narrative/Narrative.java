package org.hilum.report.narrative;

import org.hilum.report.Report;

/** What came of an attempt to have a report reworded. */
public sealed interface Narrative {

  /** The report to go on with. */
  Report report();

  /** It was reworded, and says the same. */
  record Reworded(Report report) implements Narrative {}

  /** It stays as the templates wrote it. */
  record Kept(Report report, Reason reason, String detail) implements Narrative {}

  /** Why a report was not reworded. */
  enum Reason {
    /** There is nothing to reword: no nodule, or a refusal. */
    NOTHING_TO_REWORD,
    /** The text names the patient, so it may not leave. */
    NOT_DEIDENTIFIED,
    /** No answer in time. */
    TIMED_OUT,
    /** The endpoint cannot be reached, or answered with an error. */
    FAILED,
    /** The answer is not of the form that was asked for. */
    NOT_UNDERSTOOD,
    /** The answer says something else than the findings. */
    MISMATCH
  }
}
