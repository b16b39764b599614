package org.hilum.model;

/** Told how far an analysis has come. */
@FunctionalInterface
public interface AnalysisProgress {

  /** A listener that does nothing. */
  AnalysisProgress SILENT = (step, percent) -> {};

  /**
   * @param step what is being done, for example {@code "segmenting lungs"}
   * @param percent of the whole analysis, 0 to 100, never falling
   */
  void at(String step, int percent);
}
