package org.hilum.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.hilum.pacs.CtSeriesDescription;
import org.hilum.pacs.CtSeriesWriter;

/** A small CT series drawn from ellipses: body, two lungs and one ball, for tests without data. */
public final class SyntheticChest {

  public static final int SIZE = 64;
  public static final int SLICES = 24;
  public static final double PIXEL_MM = 5;
  public static final double SLICE_MM = 5;

  /** The ball's centre, patient millimetres, and its diameter. */
  public static final double BALL_X = 60;

  public static final double BALL_Y = 0;
  public static final double BALL_Z = -100 + 6 * SLICE_MM;
  public static final double BALL_MM = 24;

  private static final double FIRST = -(SIZE / 2) * PIXEL_MM;

  private SyntheticChest() {}

  public static List<Path> write(Path folder, String uidSeed) throws IOException {
    CtSeriesDescription description =
        new CtSeriesDescription(
            uidSeed,
            new CtSeriesDescription.Patient(
                "P-1", "Phantom^Chest=胸部^体模", LocalDate.of(1960, 2, 29), "F", 66, null, null),
            new CtSeriesDescription.Study(
                LocalDate.of(2026, 3, 1), LocalTime.of(9, 30), "A-1", "CT chest", null),
            new CtSeriesDescription.Series(1, "axial lung", "CHEST", "LUNG", 120),
            new CtSeriesDescription.Equipment("Hilum", "ellipses", "1"),
            FIRST,
            FIRST,
            -100,
            PIXEL_MM,
            SLICE_MM,
            SLICE_MM);
    return new CtSeriesWriter()
        .write(folder, description, SIZE, SIZE, SLICES, SyntheticChest::slice);
  }

  private static short[] slice(int slice) {
    short[] hu = new short[SIZE * SIZE];
    double z = -100 + slice * SLICE_MM;
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        hu[row * SIZE + column] =
            (short) value(FIRST + column * PIXEL_MM, FIRST + row * PIXEL_MM, z);
      }
    }
    return hu;
  }

  private static int value(double x, double y, double z) {
    double dx = x - BALL_X;
    double dy = y - BALL_Y;
    double dz = z - BALL_Z;
    if (dx * dx + dy * dy + dz * dz < BALL_MM * BALL_MM / 4) {
      return 40;
    }
    boolean lung = inside(x - 65, y, 50, 70) || inside(x + 65, y, 50, 70);
    if (lung) {
      return -850;
    }
    return inside(x, y, 140, 100) ? 40 : -1000;
  }

  private static boolean inside(double x, double y, double a, double b) {
    return x * x / (a * a) + y * y / (b * b) < 1;
  }
}
