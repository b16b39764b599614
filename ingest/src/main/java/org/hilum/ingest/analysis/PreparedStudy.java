package org.hilum.ingest.analysis;

import org.hilum.ingest.study.SeriesVolume;
import org.hilum.ingest.study.StudyContents;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.history.ClinicalHistory;

/** A study as far as it can be brought without the model: ready to be judged, or refused before. */
public sealed interface PreparedStudy {

  StudyContents contents();

  ClinicalHistory history();

  /**
   * @param readMs how long its slices took to read
   */
  record Ready(StudyContents contents, ClinicalHistory history, SeriesVolume series, long readMs)
      implements PreparedStudy {}

  record Refused(StudyContents contents, ClinicalHistory history, AnalysisOutcome.Refused refusal)
      implements PreparedStudy {}
}
