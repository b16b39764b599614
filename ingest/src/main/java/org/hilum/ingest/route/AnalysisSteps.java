package org.hilum.ingest.route;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.analysis.DraftedStudy;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.PreparedStudy;
import org.hilum.ingest.analysis.StudyAnalyst;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.ledger.AnalysisLedger;
import org.hilum.ingest.ledger.PriorLedger;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.prior.PriorComparison;
import org.hilum.ingest.prior.StudyComparer;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.ingest.study.StudyStore;
import org.hilum.report.comparison.Comparison;

/** The steps of an analysis as the route takes them, each noted in the ledgers. */
final class AnalysisSteps {

  private static final int COMPARING_PERCENT = 97;

  private final StudyStore store;
  private final StudyFolderReader reader;
  private final StudyAnalyst analyst;
  private final StudyReporter reporter;
  private final StudyLedger studies;
  private final AnalysisLedger analyses;
  private final PriorLedger priors;
  private final PriorComparison priorComparison;

  public AnalysisSteps(
      StudyStore store,
      StudyFolderReader reader,
      StudyAnalyst analyst,
      StudyReporter reporter,
      StudyLedger studies,
      AnalysisLedger analyses,
      PriorLedger priors,
      PriorComparison priorComparison) {
    this.store = store;
    this.reader = reader;
    this.analyst = analyst;
    this.reporter = reporter;
    this.studies = studies;
    this.analyses = analyses;
    this.priors = priors;
    this.priorComparison = priorComparison;
  }

  public boolean isJudged(String studyUid) {
    return analyses.isJudged(studyUid, analyst.model());
  }

  /** How often the process died while it analysed the study. */
  public int crashes(String studyUid) {
    return studies.crashes(studyUid);
  }

  public PreparedStudy prepare(String studyUid) throws InvalidStudyException, IOException {
    return analyst.prepare(reader.read(store.studyFolder(studyUid)), List.of());
  }

  /** Notes that a study is read; returns the hash of its content. */
  public String start(String studyUid) {
    return studies.analysing(studyUid);
  }

  /** Notes that an analysis begins; returns its id. */
  public long begin(PreparedStudy prepared, String contentHash) {
    StudyContents contents = prepared.contents();
    return analyses.begin(
        contents.studyInstanceUid(),
        contentHash,
        contents.chosen(),
        analyst.model(),
        prepared.history());
  }

  public JudgedStudy judge(PreparedStudy prepared) {
    String studyUid = prepared.contents().studyInstanceUid();
    return analyst.judge(
        prepared,
        (step, percent) -> studies.progress(studyUid, StudyStatus.ANALYSING, step, percent));
  }

  public JudgedStudy compare(PreparedStudy prepared, JudgedStudy judged) {
    Optional<Comparison.NotMade> hindrance = StudyComparer.hindrance(judged);
    if (hindrance.isPresent()) {
      return judged.with(hindrance.get());
    }
    String studyUid = judged.contents().studyInstanceUid();
    studies.progress(
        studyUid,
        StudyStatus.ANALYSING,
        "comparing with an earlier examination",
        COMPARING_PERCENT);
    Comparison comparison =
        priorComparison.with(
            imagesAreHere -> priors.choose(judged.contents().first(), imagesAreHere),
            prepared,
            judged);
    return judged.with(comparison);
  }

  public DraftedStudy draft(JudgedStudy judged) {
    return new DraftedStudy(judged, reporter.draft(judged));
  }

  public void store(long analysisId, DraftedStudy drafted) {
    analyses.end(analysisId, drafted.judged(), drafted.drafts());
  }
}
