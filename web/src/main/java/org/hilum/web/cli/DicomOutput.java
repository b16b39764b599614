package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.hilum.ingest.analysis.DraftedReport;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.results.ResultInput;
import org.hilum.ingest.results.ResultObjects;
import org.hilum.pacs.results.DicomObject;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.pdf.ReportPdfRenderer;
import org.jspecify.annotations.Nullable;

/** What an analysis without a server leaves as DICOM objects and in print. */
final class DicomOutput {

  private DicomOutput() {}

  /**
   * Writes {@code sr.dcm}, {@code seg.dcm} where a finding has an outline, {@code key-N.dcm} for
   * each finding, and in both languages {@code text.LANGUAGE.dcm}, {@code report.LANGUAGE.pdf} and
   * the same encapsulated, {@code pdf.LANGUAGE.dcm}.
   *
   * @param renderer null where nothing can be printed
   * @throws IOException if the images cannot be read any more, or the folder cannot be written
   */
  static void write(
      JudgedStudy judged,
      List<DraftedReport> drafts,
      @Nullable ReportPdfRenderer renderer,
      Path out)
      throws IOException {
    LocalDateTime at = LocalDateTime.ofInstant(judged.analysedAt(), ZoneId.systemDefault());
    for (DraftedReport draft : drafts) {
      Report report = draft.report();
      ResultObjects objects = ResultObjects.of(ResultInput.draft(judged, report, at));
      boolean english = report.language() == Language.EN;
      String language = english ? "en" : "zh";
      objects.text().writeTo(out.resolve("text.%s.dcm".formatted(language)));
      if (renderer != null) {
        byte[] pdf = objects.print(renderer);
        Files.write(out.resolve("report.%s.pdf".formatted(language)), pdf);
        objects.pdf(pdf).writeTo(out.resolve("pdf.%s.dcm".formatted(language)));
      }
      if (english) {
        objects.measurements().writeTo(out.resolve("sr.dcm"));
        DicomObject segmentation = objects.segmentation();
        if (segmentation != null) {
          segmentation.writeTo(out.resolve("seg.dcm"));
        }
        List<DicomObject> keyImages = objects.keyImages();
        for (int i = 0; i < keyImages.size(); i++) {
          keyImages.get(i).writeTo(out.resolve("key-%d.dcm".formatted(i + 1)));
        }
      }
    }
  }
}
