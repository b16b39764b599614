package org.hilum.ingest.analysis;

import static java.util.Objects.requireNonNull;

import org.hilum.report.Report;

/**
 * A draft report and how it looks.
 *
 * @param html the whole page, self-contained
 */
public record DraftedReport(Report report, String html) {

  public DraftedReport {
    requireNonNull(report, "report");
    requireNonNull(html, "html");
  }
}
