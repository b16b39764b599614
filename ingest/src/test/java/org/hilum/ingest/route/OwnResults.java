package org.hilum.ingest.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hilum.ingest.results.ResultInput;
import org.hilum.ingest.results.ResultObjects;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.results.DicomObject;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;

/** What Hilum gives back to the PACS, as files: one object of each kind and language. */
final class OwnResults {

  private OwnResults() {}

  static List<Path> write(List<DicomInstance> slices, Path folder) {
    try {
      List<Path> files = new ArrayList<>();
      for (Language language : Language.values()) {
        for (DicomObject object : objects(slices, language)) {
          Path file = folder.resolve(object.reference().sopInstanceUid() + ".dcm");
          object.writeTo(file);
          files.add(file);
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<DicomObject> objects(List<DicomInstance> slices, Language language)
      throws IOException {
    NoduleFinding nodule = ScriptedAnalyzer.nodule(new PatientPoint(-100, -100, -75));
    Report report =
        new Report(
            language,
            "CT",
            "Research",
            List.of(),
            List.of(new Section(SectionKind.FINDINGS, "Findings", List.of("One."))));
    ResultObjects results =
        ResultObjects.of(
            new ResultInput(
                slices.get(0),
                slices,
                List.of(nodule),
                Map.of(1, "2.25.1"),
                new ModelInfo("scripted", "test-1", "fp32"),
                report,
                "test",
                LocalDateTime.of(2026, 1, 5, 13, 0),
                null,
                List.of()));
    List<DicomObject> objects = new ArrayList<>(results.keyImages());
    objects.add(results.measurements());
    objects.add(results.text());
    objects.add(Objects.requireNonNull(results.segmentation()));
    objects.add(results.pdf("%PDF-1.7".getBytes(StandardCharsets.US_ASCII)));
    return objects;
  }
}
