package org.hilum.ingest.results;

import static java.util.Objects.requireNonNull;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.results.InstanceReference;
import org.hilum.pacs.results.ResultDocument.Verification;
import org.hilum.report.Report;
import org.jspecify.annotations.Nullable;

/**
 * All that the objects of one version of one report are made from: of a study just judged, or of a
 * signed report read back from the database.
 *
 * @param study an instance of the study
 * @param slices of the judged series; empty where none was judged
 * @param findings that the report tells; a rejected one is not among them
 * @param trackingUids of the findings, by their id
 * @param identity the same for the same version of the same report
 * @param createdAt in local time
 * @param verification who signed; null for a draft
 * @param predecessors what this version amends
 */
public record ResultInput(
    DicomInstance study,
    List<DicomInstance> slices,
    List<NoduleFinding> findings,
    Map<Integer, String> trackingUids,
    ModelInfo model,
    Report report,
    String identity,
    LocalDateTime createdAt,
    @Nullable Verification verification,
    List<InstanceReference> predecessors) {

  public ResultInput {
    requireNonNull(study, "study");
    slices = List.copyOf(slices);
    findings = List.copyOf(findings);
    trackingUids = Map.copyOf(trackingUids);
    requireNonNull(model, "model");
    requireNonNull(report, "report");
    requireNonNull(identity, "identity");
    requireNonNull(createdAt, "createdAt");
    predecessors = List.copyOf(predecessors);
    for (NoduleFinding finding : findings) {
      if (!trackingUids.containsKey(finding.id())) {
        throw new IllegalArgumentException(
            "finding %d has no tracking UID".formatted(finding.id()));
      }
    }
  }

  /**
   * A draft of a study just judged.
   *
   * @param createdAt in local time
   */
  public static ResultInput draft(JudgedStudy judged, Report report, LocalDateTime createdAt) {
    Analysed analysed = judged.outcome() instanceof Analysed judgement ? judgement : null;
    List<NoduleFinding> findings = analysed == null ? List.of() : analysed.nodules();
    // Refused images were not judged, even where they could be read.
    List<DicomInstance> slices = analysed == null ? List.of() : judged.slices();
    String series = slices.isEmpty() ? "" : slices.get(0).seriesInstanceUid();
    Map<Integer, String> tracking = new HashMap<>();
    findings.forEach(each -> tracking.put(each.id(), TrackingUids.first(series, each.center())));
    return new ResultInput(
        judged.contents().first(),
        slices,
        findings,
        tracking,
        judged.model(),
        report,
        "%s/%s/draft".formatted(series, judged.model().version()),
        createdAt,
        null,
        List.of());
  }

  String trackingUid(NoduleFinding finding) {
    return Objects.requireNonNull(trackingUids.get(finding.id()));
  }
}
