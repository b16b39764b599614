package org.hilum.ingest.ledger;

import java.time.Clock;
import java.util.List;
import org.hilum.db.Analysis;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.StoredSection;
import org.hilum.ingest.analysis.DraftedReport;
import org.hilum.model.ModelInfo;
import org.hilum.report.Report;
import org.hilum.report.Section;

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
      Report report = draft.report();
      String language = report.language().tag();
      versions.save(
          new ReportVersion(
              analysis,
              language,
              versions.nextVersionNumber(analysis, language),
              report.title(),
              report.sections().stream().map(ReportLedger::stored).toList(),
              draft.html(),
              "model %s %s".formatted(model.name(), model.version()),
              clock.instant()));
    }
  }

  private static StoredSection stored(Section section) {
    return new StoredSection(section.kind().name(), section.title(), section.paragraphs());
  }
}
