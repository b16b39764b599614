package org.hilum.ingest.ledger;

import java.time.Clock;
import java.util.List;
import org.hilum.db.Analysis;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.ingest.analysis.DraftedReport;
import org.hilum.model.ModelInfo;

/** The draft reports of analyses. Joins the caller's transaction. */
public class ReportLedger {

  private final ReportVersionRepository versions;
  private final Clock clock;

  public ReportLedger(ReportVersionRepository versions, Clock clock) {
    this.versions = versions;
    this.clock = clock;
  }

  void store(Analysis analysis, List<DraftedReport> drafts, ModelInfo model) {
    for (DraftedReport draft : drafts) {
      versions.save(
          new ReportVersion(
              analysis,
              draft.language(),
              versions.nextVersionNumber(analysis, draft.language()),
              draft.title(),
              draft.sections(),
              draft.html(),
              "model %s %s".formatted(model.name(), model.version()),
              clock.instant()));
    }
  }
}
