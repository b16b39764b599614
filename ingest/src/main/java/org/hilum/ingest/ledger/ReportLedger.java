package org.hilum.ingest.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.hilum.db.Analysis;
import org.hilum.db.Finding;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.ingest.analysis.DraftedReport;
import org.hilum.model.ModelInfo;
import org.hilum.report.Report;

/** The draft reports of analyses. Joins the caller's transaction. */
public class ReportLedger {

  private final ReportVersionRepository versions;
  private final Clock clock;

  public ReportLedger(ReportVersionRepository versions, Clock clock) {
    this.versions = versions;
    this.clock = clock;
  }

  List<ReportVersion> store(Analysis analysis, List<DraftedReport> drafts, ModelInfo model) {
    List<ReportVersion> stored = new ArrayList<>();
    for (DraftedReport draft : drafts) {
      Report report = draft.report();
      String language = report.language().tag();
      stored.add(
          versions.save(
              new ReportVersion(
                  analysis,
                  language,
                  versions.nextVersionNumber(analysis, language),
                  analysis.getFindings().stream().map(Finding::getNumber).toList(),
                  report.title(),
                  StoredReports.sections(report),
                  draft.html(),
                  "model %s %s".formatted(model.name(), model.version()),
                  clock.instant())));
    }
    return stored;
  }
}
