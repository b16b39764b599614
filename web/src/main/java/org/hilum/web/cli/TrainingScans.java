package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.model.AtomicFiles;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.volume.MetaImage;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.PixelDecoder;
import org.hilum.validation.InputProblems;
import org.hilum.validation.lidc.LidcCollection;
import org.hilum.validation.lidc.LidcFinding;
import org.hilum.validation.lidc.LidcReference;
import org.hilum.validation.studies.SeriesFiles;

/**
 * Whole CTs of a split's patients as the trainers take them: {@code SERIESUID.mhd}, and every mark
 * of every reader in one table.
 */
final class TrainingScans {

  /** Readers gave marks under 3 mm, and what is no nodule, no size. */
  static final double UNMEASURED_MM = 2;

  private TrainingScans() {}

  /**
   * The series of the split among the DICOM files of a folder.
   *
   * @param volumes a {@code SERIESUID.mhd} each, sorted; what earlier runs left beside them is not
   *     among them
   * @param annotations {@code seriesuid,coordX,coordY,coordZ,diameter_mm,readers}
   */
  record Prepared(List<Path> volumes, Path annotations) {}

  /**
   * Converts what is not converted yet.
   *
   * @param dicom DICOM series with their readers' XML, at any depth
   * @param nodulesTable says which series are of the split; the others are left alone
   */
  static Prepared prepare(Path dicom, Path nodulesTable, Split split, Path out)
      throws IOException, SeriesRefusedException {
    requireFolder(dicom);
    Set<String> ofSplit =
        NoduleTable.readWithSeries(nodulesTable).stream()
            .filter(row -> row.split() == split)
            .map(NoduleRow::seriesUid)
            .collect(Collectors.toSet());
    InputProblems problems = new InputProblems();
    DicomFiles files = new DicomFiles();
    SeriesFiles series = SeriesFiles.under(dicom, files, problems);
    List<LidcReference> references =
        new LidcCollection(files)
            .references(series, dicom, problems).stream()
                .filter(reference -> ofSplit.contains(reference.seriesInstanceUid()))
                .toList();
    problems.kept().forEach(System.err::println);
    if (references.isEmpty()) {
      throw new UsageException(
          "%s: none of its %d CT series is of split %s in %s; give the folder of those CTs"
              .formatted(dicom, series.seriesInstanceUids().size(), split.label(), nodulesTable));
    }
    Path folder = Files.createDirectories(out.resolve("volumes"));
    List<Path> volumes = new ArrayList<>();
    SeriesVolumeReader reader = new SeriesVolumeReader(new PixelDecoder());
    for (LidcReference reference : references) {
      String uid = reference.seriesInstanceUid();
      Path header = folder.resolve(uid + ".mhd");
      volumes.add(header);
      if (!Files.exists(header)) {
        CtSeries ct = CtSeries.of(series.headers(uid, files));
        MetaImage.write(reader.read(ct).volume(), header);
      }
    }
    Path annotations = out.resolve("annotations.csv");
    write(annotations, references);
    return new Prepared(volumes.stream().sorted().toList(), annotations);
  }

  /**
   * @throws UsageException if there is no such folder
   */
  static void requireFolder(Path dicom) {
    if (!Files.isDirectory(dicom)) {
      throw new UsageException(
          "--ct %s: is no folder that can be read; give that of the CTs".formatted(dicom));
    }
  }

  /** All marks, agreed on or not: a trainer must not take a lone reader's mark for background. */
  private static void write(Path file, List<LidcReference> references) throws IOException {
    StringBuilder rows = new StringBuilder("seriesuid,coordX,coordY,coordZ,diameter_mm,readers\n");
    for (LidcReference reference : references) {
      List<LidcFinding> marks = new ArrayList<>(reference.nodules());
      marks.addAll(reference.excluded());
      for (LidcFinding mark : marks) {
        rows.append(
            String.format(
                Locale.ROOT,
                "%s,%.3f,%.3f,%.3f,%.3f,%d%n",
                reference.seriesInstanceUid(),
                mark.center().xMm(),
                mark.center().yMm(),
                mark.center().zMm(),
                isNodule(mark) ? mark.diameterMm() : UNMEASURED_MM,
                isNodule(mark) ? mark.readers() : 0));
      }
    }
    AtomicFiles.write(file, rows.toString());
  }

  /** However many readers agree on a mark of another kind, it is no nodule to be found. */
  private static boolean isNodule(LidcFinding mark) {
    return mark.kind() == LidcFinding.Kind.NODULE;
  }
}
