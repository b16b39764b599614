package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
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

/** What an analysis without a server leaves as DICOM objects. */
final class DicomOutput {

  private DicomOutput() {}

  /**
   * Writes {@code sr.dcm}, {@code seg.dcm} where a finding has an outline, {@code key-N.dcm} for
   * each finding, and {@code text.zh.dcm} and {@code text.en.dcm}. What an earlier analysis left
   * there under these names goes: it may be another patient's.
   *
   * @throws IOException if the images cannot be read any more, or the folder cannot be written
   */
  static void write(JudgedStudy judged, List<DraftedReport> drafts, Path out) throws IOException {
    try (DirectoryStream<Path> earlier = Files.newDirectoryStream(out, "{seg,key-*}.dcm")) {
      for (Path file : earlier) {
        Files.delete(file);
      }
    }
    LocalDateTime at = LocalDateTime.ofInstant(judged.analysedAt(), ZoneId.systemDefault());
    for (DraftedReport draft : drafts) {
      Report report = draft.report();
      ResultObjects objects = ResultObjects.of(ResultInput.draft(judged, report, at));
      boolean english = report.language() == Language.EN;
      objects.text().writeTo(out.resolve(english ? "text.en.dcm" : "text.zh.dcm"));
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
