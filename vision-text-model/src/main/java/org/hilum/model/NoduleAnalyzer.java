package org.hilum.model;

import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;

/** Finds and weighs the lung nodules of a chest CT. Safe for use by several threads. */
public interface NoduleAnalyzer extends AutoCloseable {

  ModelInfo model();

  /**
   * @param history may be empty, which is no reason to refuse
   * @return findings, or a typed refusal where the model cannot judge
   * @throws ModelException if the model itself fails (never because of what the images show)
   */
  AnalysisOutcome analyze(CtVolume volume, ClinicalHistory history, AnalysisProgress progress);

  @Override
  void close();
}
