package org.hilum.ingest.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.AnalysisStatus;
import org.hilum.db.Finding;
import org.hilum.db.StepTiming;
import org.hilum.db.StoredHistory;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.analysis.DraftedReport;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.results.TrackingUids;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.writeback.Outbox;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.AnalysisOutcome.Refused;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.DicomInstance;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

/** The analyses of each study: that one runs, and what came of it, findings and drafts included. */
public class AnalysisLedger {

  private final StudyRepository studies;
  private final AnalysisRepository analyses;
  private final ReportLedger reports;
  private final Outbox outbox;
  private final TransactionTemplate transaction;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  public AnalysisLedger(
      StudyRepository studies,
      AnalysisRepository analyses,
      ReportLedger reports,
      Outbox outbox,
      TransactionTemplate transaction,
      ApplicationEventPublisher events,
      Clock clock) {
    this.studies = studies;
    this.analyses = analyses;
    this.reports = reports;
    this.outbox = outbox;
    this.transaction = transaction;
    this.events = events;
    this.clock = clock;
  }

  /** Whether the study's present content was judged by a model. */
  public boolean isJudged(String studyUid, ModelInfo model) {
    return studies
        .findByStudyInstanceUid(studyUid)
        .flatMap(
            study ->
                analyses.findOne(
                    studyUid, Objects.requireNonNull(study.getContentHash()), model.version()))
        .map(Analysis::getStatus)
        .filter(AnalysisStatus::isJudged)
        .isPresent();
  }

  /**
   * The model begins, or begins again.
   *
   * @param contentHash of the study before its files were read
   * @return the analysis, for {@link #end}
   */
  public long begin(
      String studyUid,
      String contentHash,
      Optional<CtSeries> chosen,
      ModelInfo model,
      ClinicalHistory history) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              Study study = require(studyUid);
              String series = chosen.map(CtSeries::instanceUid).orElse(null);
              StoredHistory stored = StoredRecords.history(history);
              Analysis analysis =
                  analyses.findOne(studyUid, contentHash, model.version()).orElse(null);
              if (analysis != null) {
                analysis.restart(series, model.precision(), stored, clock.instant());
              } else {
                analysis =
                    analyses.save(
                        new Analysis(
                            study,
                            series,
                            contentHash,
                            model.name(),
                            model.version(),
                            model.precision(),
                            stored,
                            clock.instant()));
              }
              return Objects.requireNonNull(analysis.getId());
            }));
  }

  /**
   * Stores what came of it, all or nothing: the analysis, its findings, the draft reports and the
   * study's status. A study whose content changed meanwhile keeps its status, and its drafts are
   * sent to nobody: it is in a queue to be judged again. Nothing is stored of an analysis that
   * another worker has ended meanwhile.
   *
   * @param analysisId of the analysis that was begun
   */
  public void end(long analysisId, JudgedStudy judged, List<DraftedReport> drafts) {
    String studyUid = judged.contents().studyInstanceUid();
    List<Long> queued = new ArrayList<>();
    transaction.executeWithoutResult(
        status -> {
          Study study = studies.lock(studyUid).orElseThrow();
          Analysis analysis = analyses.findById(analysisId).orElseThrow();
          if (analysis.getStatus() != AnalysisStatus.RUNNING) {
            return;
          }
          study.forgetAnalysisStarts();
          boolean isOfPresentContent = analysis.getContentHash().equals(study.getContentHash());
          if (judged.outcome() instanceof Analysed analysed) {
            addFindings(analysis, analysed.nodules());
            analysis.succeed(
                analysed.timingsMs().entrySet().stream()
                    .map(entry -> new StepTiming(entry.getKey(), entry.getValue()))
                    .toList(),
                judged.slices().stream().map(DicomInstance::sopInstanceUid).toList(),
                clock.instant());
            if (isOfPresentContent) {
              finish(study, StudyStatus.READY, count(analysed.nodules().size()));
            }
          } else if (judged.outcome() instanceof Refused refused) {
            analysis.refuse(refused.code().name(), refused.message(), clock.instant());
            if (isOfPresentContent) {
              finish(study, StudyStatus.REFUSED, refused.message());
            }
          }
          analysis.compare(StoredComparisons.of(judged.comparison()));
          analyses.save(analysis);
          reports.store(analysis, drafts, judged.model()).stream()
              .filter(version -> isOfPresentContent && judged.outcome() instanceof Analysed)
              .forEach(version -> queued.addAll(outbox.put(version, studyUid)));
        });
    outbox.send(studyUid, queued);
  }

  /** A nodule that an earlier analysis of the series found keeps its tracking UID. */
  private void addFindings(Analysis analysis, List<NoduleFinding> nodules) {
    String series = Objects.requireNonNull(analysis.getSeriesInstanceUid(), "series");
    List<TrackingUids.Known> known =
        analyses.findOfSeries(series).stream()
            .flatMap(earlier -> earlier.getFindings().stream())
            .filter(finding -> finding.getTrackingUid() != null)
            .map(
                finding ->
                    new TrackingUids.Known(
                        new PatientPoint(
                            finding.getCenterXMm(), finding.getCenterYMm(), finding.getCenterZMm()),
                        finding.getLongAxisMm(),
                        Objects.requireNonNull(finding.getTrackingUid())))
            .toList();
    Map<Integer, String> uids = TrackingUids.of(series, nodules, known);
    for (NoduleFinding nodule : nodules) {
      Finding finding = StoredRecords.finding(nodule);
      finding.setTrackingUid(Objects.requireNonNull(uids.get(nodule.id())));
      analysis.addFinding(finding);
    }
  }

  private void finish(Study study, StudyStatus status, String detail) {
    study.moveTo(status, detail, clock.instant());
    studies.save(study);
    events.publishEvent(new StudyMoved(study.getStudyInstanceUid(), status, detail, 100));
  }

  private static String count(int findings) {
    return switch (findings) {
      case 0 -> "no finding";
      case 1 -> "1 finding";
      default -> findings + " findings";
    };
  }

  private Study require(String studyUid) {
    return studies
        .findByStudyInstanceUid(studyUid)
        .orElseThrow(() -> new IllegalStateException("study " + studyUid + " is not known"));
  }
}
