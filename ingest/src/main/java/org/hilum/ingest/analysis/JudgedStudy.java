package org.hilum.ingest.analysis;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.hilum.ingest.study.StudyContents;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.ModelInfo;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.pacs.DicomInstance;
import org.hilum.report.comparison.Comparison;
import org.jspecify.annotations.Nullable;

/**
 * A study after the model.
 *
 * @param slices the instances of the chosen series, foot to head; empty where it was refused before
 *     the model
 * @param keySlices for each finding, by its id, the instance that shows it best
 * @param comparison with an earlier study; {@code NOT_ASKED_FOR} until one is made
 */
public record JudgedStudy(
    StudyContents contents,
    ClinicalHistory history,
    AnalysisOutcome outcome,
    ModelInfo model,
    List<DicomInstance> slices,
    Map<Integer, DicomInstance> keySlices,
    Instant analysedAt,
    Comparison comparison) {

  public JudgedStudy {
    slices = List.copyOf(slices);
    keySlices = Map.copyOf(keySlices);
  }

  /** The same study, compared. */
  public JudgedStudy with(Comparison comparison) {
    return new JudgedStudy(
        contents, history, outcome, model, slices, keySlices, analysedAt, comparison);
  }

  /** The date of the study as its images say it; null where they do not. */
  public @Nullable LocalDate date() {
    return contents.first().study().date();
  }
}
