package org.hilum.pacs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/** A small CT series of 32 by 24 pixels, made by our own writer, for tests that need many files. */
public final class TestSeries {

  public static final int COLUMNS = 32;
  public static final int ROWS = 24;

  private TestSeries() {}

  public static List<Path> write(Path folder, int slices) {
    return write(folder, "test", slices);
  }

  public static List<Path> write(Path folder, String seed, int slices) {
    try {
      return new CtSeriesWriter()
          .write(folder, description(seed), COLUMNS, ROWS, slices, TestSeries::slice);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String studyUid(String seed) {
    return DicomUids.derive(seed + "/study");
  }

  public static CtSeriesDescription description(String seed) {
    return description(seed, "胸部CT平扫");
  }

  public static CtSeriesDescription description(String seed, String studyDescription) {
    return new CtSeriesDescription(
        seed,
        new CtSeriesDescription.Patient(
            "P-1",
            "Wang^XiaoDong=王^小东",
            LocalDate.of(1960, 5, 17),
            "M",
            64,
            "吸烟30年\\每日20支; father had lung cancer",
            "YES"),
        new CtSeriesDescription.Study(
            LocalDate.of(2025, 1, 31),
            LocalTime.of(10, 11, 12),
            "ACC-1",
            studyDescription,
            "发现肺结节"),
        new CtSeriesDescription.Series(2, "Lung 1.25", "CHEST", "LUNG", 120),
        new CtSeriesDescription.Equipment("Hilum", "Test series", "1"),
        -20.5,
        -30.25,
        -100,
        0.7,
        1.25,
        1.25);
  }

  /** Values over the whole range of a CT, different in each slice. */
  public static short[] slice(int slice) {
    short[] hu = new short[COLUMNS * ROWS];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = (short) (-1024 + (i * 37 + slice * 101) % 4096);
    }
    return hu;
  }
}
