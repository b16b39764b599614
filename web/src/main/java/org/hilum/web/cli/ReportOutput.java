package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.hilum.ingest.analysis.DraftedReport;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.results.ReportPrinter;
import org.hilum.ingest.results.ResultInput;
import org.hilum.ingest.results.ResultObjects;
import org.hilum.model.AtomicFiles;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.exchange.FhirBundle;
import org.hilum.report.exchange.OruMessage;
import org.hilum.report.exchange.ReportDocument;
import org.hilum.report.pdf.ReportPdfRenderer;

/** What an analysis without a server leaves as printed reports and as messages. */
final class ReportOutput {

  private ReportOutput() {}

  /**
   * Writes {@code report.zh.pdf} and {@code report.en.pdf}, the same as {@code pdf.zh.dcm} and
   * {@code pdf.en.dcm}, and in English {@code report.hl7} and {@code report.fhir.json}.
   *
   * @throws IOException if the images cannot be read any more, or the folder cannot be written
   */
  static void write(
      JudgedStudy judged, List<DraftedReport> drafts, ReportPdfRenderer renderer, Path out)
      throws IOException {
    ReportPrinter printer = new ReportPrinter(renderer);
    LocalDateTime at = LocalDateTime.ofInstant(judged.analysedAt(), ZoneId.systemDefault());
    for (DraftedReport draft : drafts) {
      Report report = draft.report();
      ResultInput input = ResultInput.draft(judged, report, at);
      ResultObjects objects = ResultObjects.of(input);
      byte[] pdf = printer.print(report, input.findings(), objects, judged.analysedAt());
      String language = report.language() == Language.ZH_CN ? "zh" : "en";
      AtomicFiles.write(out.resolve("report." + language + ".pdf"), pdf);
      objects.pdf(pdf).writeTo(out.resolve("pdf." + language + ".dcm"));
      if (report.language() == Language.EN) {
        ReportDocument document = ReportDocument.draft(StudyReporter.input(judged), report, pdf);
        AtomicFiles.write(
            out.resolve("report.hl7"), OruMessage.of(document, OruMessage.Route.unaddressed()));
        AtomicFiles.write(out.resolve("report.fhir.json"), FhirBundle.json(document));
      }
    }
  }
}
