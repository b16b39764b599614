package org.hilum.validation.lidc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.studies.SeriesFiles;

/** LIDC-IDRI on disk: CT series and the readers' XML, matched by SeriesInstanceUID. */
public final class LidcCollection {

  private final DicomFiles dicom;
  private final LidcXmlReader reader = new LidcXmlReader();
  private final LidcReferenceStandard standard = new LidcReferenceStandard();

  public LidcCollection(DicomFiles dicom) {
    this.dicom = dicom;
  }

  /**
   * Places every reading that has its CT.
   *
   * @param annotations the XML file, or the folder that holds the XML files at any depth
   * @param problems readings without a CT, CTs without a reading, unreadable files
   * @throws InputException if the folder holds no reading of LIDC's at all
   */
  public List<LidcReference> references(
      SeriesFiles series, Path annotations, InputProblems problems) {
    Map<String, Path> read = new HashMap<>();
    List<LidcReference> references = new ArrayList<>();
    int readings = 0;
    for (Path file : xmlFiles(annotations)) {
      LidcReadMessage message;
      try {
        message = reader.read(file);
      } catch (InputException e) {
        problems.add(e.problem());
        continue;
      }
      readings++;
      Path before = read.putIfAbsent(message.seriesInstanceUid(), file);
      if (before != null) {
        problems.add(file.toString(), 0, "reads the same series as %s; left out".formatted(before));
      } else if (!series.has(message.seriesInstanceUid())) {
        problems.add(
            file.toString(),
            0,
            "series %s, which it reads, is not under the data folder"
                .formatted(message.seriesInstanceUid()));
      } else {
        place(series, message, file, problems, references);
      }
    }
    if (readings == 0) {
      throw new InputException(
          new InputProblem(
              annotations.toString(), 0, "holds no reading of LIDC-IDRI (LidcReadMessage XML)"));
    }
    for (String uid : series.seriesInstanceUids()) {
      if (!read.containsKey(uid)) {
        problems.add(
            String.valueOf(series.files(uid).get(0).getParent()),
            0,
            "series %s has no reading under %s".formatted(uid, annotations));
      }
    }
    return references;
  }

  private void place(
      SeriesFiles series,
      LidcReadMessage message,
      Path file,
      InputProblems problems,
      List<LidcReference> references) {
    String uid = message.seriesInstanceUid();
    try {
      LidcReference reference =
          standard.of(message, LidcGeometry.of(uid, series.headers(uid, dicom)));
      references.add(reference);
      if (reference.unplaced() > 0) {
        problems.add(
            file.toString(),
            0,
            "%d marks lie on images that series %s does not hold; left out"
                .formatted(reference.unplaced(), uid));
      }
    } catch (DicomFormatException | IllegalArgumentException e) {
      problems.add(file.toString(), 0, "its series cannot be placed: " + e.getMessage());
    }
  }

  private static List<Path> xmlFiles(Path annotations) {
    try (Stream<Path> walk = Files.walk(annotations)) {
      return walk.filter(Files::isRegularFile)
          .filter(path -> path.toString().toLowerCase(Locale.ROOT).endsWith(".xml"))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(new InputProblem(annotations.toString(), 0, "cannot be read"), e);
    }
  }

  /**
   * Writes findings in LUNA16's format with the number of readers as a further column: {@code
   * seriesuid,coordX,coordY,coordZ,diameter_mm,readers}.
   *
   * @param excluded whether to write the excluded findings instead of the reference's nodules
   */
  public static void write(Path file, List<LidcReference> references, boolean excluded)
      throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write("seriesuid,coordX,coordY,coordZ,diameter_mm,readers\n");
      for (LidcReference reference : references) {
        for (LidcFinding f : excluded ? reference.excluded() : reference.nodules()) {
          out.write(
              String.format(
                  Locale.ROOT,
                  "%s,%.3f,%.3f,%.3f,%s,%d\n",
                  reference.seriesInstanceUid(),
                  f.center().xMm(),
                  f.center().yMm(),
                  f.center().zMm(),
                  f.diameterMm() < 0 ? "-1" : String.format(Locale.ROOT, "%.3f", f.diameterMm()),
                  f.readers()));
        }
      }
    }
  }
}
