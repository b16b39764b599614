package org.hilum.validation.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Random;

/**
 * How long {@code validate froc} takes on tables of a whole challenge's size: made-up scans,
 * nodules and marks, read from CSV, scored with 1,000 bootstraps, and reported.
 */
public final class FrocBench {

  private static final int SCANS = 1_000;
  private static final int NODULES = 1_200;
  private static final int MARKS = 100_000;
  private static final int BOOTSTRAPS = 1_000;
  private static final double SIDE_MM = 300;
  private static final int MILLIS = 1_000;

  private FrocBench() {}

  /**
   * Prints one line.
   *
   * @param folder an empty one to work in
   * @return 0, or what {@code validate froc} ended with
   */
  public static int run(Path folder, PrintStream out) throws IOException {
    Random random = new Random(1);
    Path annotations = folder.resolve("annotations.csv");
    Path detections = folder.resolve("detections.csv");
    try (Writer nodules = Files.newBufferedWriter(annotations);
        Writer marks = Files.newBufferedWriter(detections)) {
      nodules.write("seriesuid,coordX,coordY,coordZ,diameter_mm\n");
      marks.write("seriesuid,coordX,coordY,coordZ,probability\n");
      for (int i = 0; i < NODULES; i++) {
        double[] place = place(random);
        int scan = random.nextInt(SCANS);
        write(nodules, scan, place, 4 + 20 * random.nextDouble());
        if (random.nextDouble() < 0.9) {
          write(marks, scan, place, Math.sqrt(random.nextDouble()));
        }
      }
      for (int i = NODULES; i < MARKS; i++) {
        write(marks, random.nextInt(SCANS), place(random), random.nextDouble() * 0.9);
      }
    }
    long start = System.nanoTime();
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    int code =
        new FrocCommand(Clock.systemDefaultZone())
            .run(
                new FrocCommand.Options(
                    detections,
                    annotations,
                    null,
                    null,
                    folder.resolve("out"),
                    false,
                    null,
                    BOOTSTRAPS,
                    1,
                    "./hilum bench froc"),
                silent,
                silent);
    long millis = (System.nanoTime() - start) / 1_000_000;
    out.println(
        String.format(
            Locale.ROOT,
            "validate froc: %,d scans, %,d nodules, about %,d marks, %,d bootstraps, report: %.1f s",
            SCANS,
            NODULES,
            MARKS,
            BOOTSTRAPS,
            (double) millis / MILLIS));
    return code;
  }

  private static double[] place(Random random) {
    return new double[] {
      random.nextDouble() * SIDE_MM, random.nextDouble() * SIDE_MM, random.nextDouble() * SIDE_MM
    };
  }

  private static void write(Writer to, int scan, double[] place, double value) throws IOException {
    to.write(
        String.format(
            Locale.ROOT,
            "1.2.840.99.%d,%.4f,%.4f,%.4f,%.6f\n",
            scan,
            place[0],
            place[1],
            place[2],
            value));
  }
}
