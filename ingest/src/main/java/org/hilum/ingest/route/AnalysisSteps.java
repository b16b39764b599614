package org.hilum.ingest.route;

import java.io.IOException;
import java.util.List;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.analysis.DraftedStudy;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.PreparedStudy;
import org.hilum.ingest.analysis.StudyAnalyst;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.ledger.AnalysisLedger;
import org.hilum.ingest.ledger.AnalysisLedger.Standing;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.ingest.study.StudyStore;

/** The steps of an analysis as the route takes them, each noted in the ledgers. */
final class AnalysisSteps {

  private final StudyStore store;
  private final StudyFolderReader reader;
  private final StudyAnalyst analyst;
  private final StudyReporter reporter;
  private final StudyLedger studies;
  private final AnalysisLedger analyses;

  public AnalysisSteps(
      StudyStore store,
      StudyFolderReader reader,
      StudyAnalyst analyst,
      StudyReporter reporter,
      StudyLedger studies,
      AnalysisLedger analyses) {
    this.store = store;
    this.reader = reader;
    this.analyst = analyst;
    this.reporter = reporter;
    this.studies = studies;
    this.analyses = analyses;
  }

  public Standing standing(String studyUid) {
    return analyses.standing(studyUid, analyst.model());
  }

  public PreparedStudy prepare(String studyUid) throws InvalidStudyException, IOException {
    studies.analysing(studyUid);
    StudyContents contents = reader.read(store.studyFolder(studyUid));
    PreparedStudy prepared = analyst.prepare(contents, List.of());
    analyses.begin(studyUid, contents.chosen(), analyst.model(), prepared.history());
    return prepared;
  }

  public JudgedStudy judge(PreparedStudy prepared) {
    String studyUid = prepared.contents().studyInstanceUid();
    return analyst.judge(
        prepared,
        (step, percent) -> studies.progress(studyUid, StudyStatus.ANALYSING, step, percent));
  }

  public DraftedStudy draft(JudgedStudy judged) {
    return new DraftedStudy(judged, reporter.draft(judged));
  }

  public void store(DraftedStudy drafted) {
    analyses.end(drafted.judged(), drafted.drafts());
  }
}
