package org.hilum.ingest.prior;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.report.guideline.Change;
import org.jspecify.annotations.Nullable;

/**
 * An earlier study that was analysed.
 *
 * @param seriesInstanceUid of the series that was analysed
 * @param date of the study; null where its images do not say
 * @param findings without those that a radiologist rejected
 * @param changes how its findings had changed against a study before, by their ids, where compared
 */
public record PriorAnalysis(
    String studyInstanceUid,
    String seriesInstanceUid,
    @Nullable LocalDate date,
    ModelInfo model,
    List<NoduleFinding> findings,
    Map<Integer, Change> changes) {

  public PriorAnalysis {
    requireNonNull(studyInstanceUid, "studyInstanceUid");
    requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    requireNonNull(model, "model");
    findings = List.copyOf(findings);
    changes = Map.copyOf(changes);
  }
}
