package org.hilum.report.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.report.Inputs;
import org.hilum.report.Language;
import org.hilum.report.ReportDrafter;
import org.hilum.report.ReportInput;
import org.hilum.report.StudyDescription;

/** Report documents for the tests. */
final class Documents {

  static final byte[] PDF = "%PDF-1.7 not a whole one".getBytes(StandardCharsets.US_ASCII);

  private Documents() {}

  static ReportDocument draft(int nodules, Language language) {
    return draft(Inputs.input(nodules), language);
  }

  static ReportDocument draft(ReportInput input, Language language) {
    return ReportDocument.draft(input, new ReportDrafter().draft(input, language), PDF);
  }

  static ReportDocument signed(Standing.Status status, int version, String signedBy) {
    ReportDocument draft = draft(1, Language.EN);
    Instant at = Instant.parse("2026-03-01T09:15:00Z");
    return new ReportDocument(
            draft.input(),
            draft.report(),
            draft.identity(),
            version,
            new Standing(status, signedBy, at),
            at)
        .withPdf(PDF);
  }

  /** Every text from outside says this. */
  static ReportDocument hostile(String text) {
    return draft(
        Inputs.input(
            new StudyDescription(
                "1.2.3", "1.2.3.4", text, text, null, null, text, null, text, text, text, null,
                text, null, text, null, text, null),
            new ClinicalHistory(
                java.util.List.of(new org.hilum.model.history.HistoryText(text, text)),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null),
            Inputs.analysed(Inputs.nodule(1))),
        Language.EN);
  }

  /** Nothing is known of patient or examination. */
  static ReportDocument unknown(int nodules) {
    return draft(
        Inputs.input(
            Inputs.unknownStudy(), ClinicalHistory.empty(), Inputs.input(nodules).outcome()),
        Language.ZH_CN);
  }
}
