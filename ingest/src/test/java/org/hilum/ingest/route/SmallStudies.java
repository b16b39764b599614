package org.hilum.ingest.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hilum.pacs.CtSeriesDescription;
import org.hilum.pacs.CtSeriesWriter;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;

/** Small but valid CT studies: 60 slices of 32 x 32. */
final class SmallStudies {

  static final int SLICES = 60;
  private static final int SIDE = 32;
  private static final LocalDate DATE = LocalDate.of(2026, 1, 5);

  private SmallStudies() {}

  /** Writes a study to a folder and returns its instances, feet to head. */
  static List<DicomInstance> write(String seed, String patientId, Path folder) {
    return write(seed, patientId, DATE, folder);
  }

  /** A study of a certain day. */
  static List<DicomInstance> write(String seed, String patientId, LocalDate date, Path folder) {
    try {
      List<Path> files =
          new CtSeriesWriter()
              .write(
                  folder, describe(seed, patientId, date), SIDE, SIDE, SLICES, SmallStudies::slice);
      List<DicomInstance> instances = new ArrayList<>();
      for (Path file : files) {
        instances.add(new DicomFiles().readHeader(file));
      }
      return instances;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts instances where the receiver would put them. */
  static void receive(List<DicomInstance> instances, Path store) {
    try {
      for (DicomInstance instance : instances) {
        Path target =
            store
                .resolve(instance.studyInstanceUid())
                .resolve(instance.seriesInstanceUid())
                .resolve(instance.sopInstanceUid() + ".dcm");
        Files.createDirectories(target.getParent());
        Files.copy(instance.file(), target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static short[] slice(int index) {
    short[] hu = new short[SIDE * SIDE];
    Arrays.fill(hu, (short) (-800 + index));
    return hu;
  }

  private static CtSeriesDescription describe(String seed, String patientId, LocalDate date) {
    return new CtSeriesDescription(
        seed,
        new CtSeriesDescription.Patient(
            patientId, "Wang^Fang=王^芳", LocalDate.of(1960, 5, 1), "F", 65, "否认吸烟史", null),
        new CtSeriesDescription.Study(date, LocalTime.NOON, "A1", "CT chest", null),
        new CtSeriesDescription.Series(2, "Lung", "CHEST", "LUNG", 120),
        new CtSeriesDescription.Equipment("Hilum", "test", "1"),
        -100,
        -100,
        -75,
        5,
        2.5,
        2.5);
  }
}
