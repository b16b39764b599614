package org.hilum.db;

/** What came of an analysis. */
public enum AnalysisStatus {
  RUNNING,
  ANALYSED,
  /** The model would not judge the study; the refusal code says why. */
  REFUSED,
  /** The model or a part around it broke; the message says what. */
  FAILED;

  /** Whether the model has had its say: nothing is left to analyse. */
  public boolean isJudged() {
    return this == ANALYSED || this == REFUSED;
  }
}
