package org.hilum.ingest.analysis;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hilum.ingest.study.StudyContents;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.ModelInfo;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.pacs.DicomInstance;

/**
 * A study after the model.
 *
 * @param slices the instances of the chosen series, foot to head; empty where it was refused before
 *     the model
 * @param keySlices for each finding, by its id, the instance whose slice lies nearest its centre
 */
public record JudgedStudy(
    StudyContents contents,
    ClinicalHistory history,
    AnalysisOutcome outcome,
    ModelInfo model,
    List<DicomInstance> slices,
    Map<Integer, DicomInstance> keySlices,
    Instant analysedAt) {

  public JudgedStudy {
    slices = List.copyOf(slices);
    keySlices = Map.copyOf(keySlices);
  }
}
