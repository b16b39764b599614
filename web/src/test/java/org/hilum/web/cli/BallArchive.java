package org.hilum.web.cli;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.hilum.model.crops.CropStack;

/** Balls in a lung beside a wall, as an archive of labelled nodules and its table. */
final class BallArchive {

  private static final String HEADER =
      "patient,nodule,split,series_uid,slices,readers,labels_confident,slice_spacing_mm,"
          + "pixel_spacing_mm_est,diameter_mm,malignancy,subtlety,calcification,sphericity,margin,"
          + "lobulation,spiculation,texture";
  private static final int SIDE = CropStack.SIDE;
  private static final double PIXEL_MM = 0.7;
  private static final double SLICE_MM = 2;

  /** What the readers do not say. */
  static final String UNRATED = "";

  private final Path nodules;
  private final Path labels;
  private final ZipOutputStream zip;
  private final List<String> rows = new ArrayList<>(List.of(HEADER));

  BallArchive(Path folder) throws IOException {
    this.nodules = folder.resolve("nodules.zip");
    this.labels = folder.resolve("nodules.csv");
    this.zip = new ZipOutputStream(Files.newOutputStream(nodules));
  }

  /** A patient in the table of whom the archive holds nothing. */
  void rowAlone(String patient) {
    String[] cells = rows.get(1).split(",", -1);
    rows.add(rows.get(1).replace(cells[3], "CT-of-" + patient).replaceFirst("^[^,]*", patient));
  }

  /**
   * A ball in the crop's middle.
   *
   * @param drawnColumn about which the readers drew it
   * @param ratings from malignancy to texture, of which each reader gives this one
   */
  void ball(
      String patient,
      String split,
      int readers,
      double radiusMm,
      int drawnColumn,
      String... ratings)
      throws IOException {
    int slices = (int) Math.floor(2 * radiusMm / SLICE_MM);
    StringBuilder row =
        new StringBuilder(
            "%s,nodule-0,%s,CT-of-%s,%d,%d,%d,%s,%s,%s"
                .formatted(
                    patient,
                    split,
                    patient,
                    slices,
                    readers,
                    ratings.length > 0 ? 1 : 0,
                    SLICE_MM,
                    PIXEL_MM,
                    2 * radiusMm));
    for (int i = 0; i < 8; i++) {
      row.append(',').append(i < ratings.length ? each(ratings[i], readers) : UNRATED);
    }
    rows.add(row.toString());
    SplittableRandom random = new SplittableRandom(patient.hashCode());
    for (int slice = 0; slice < slices; slice++) {
      short[] hu = new short[SIDE * SIDE];
      byte[] mask = new byte[SIDE * SIDE];
      double z = (slice - (slices - 1) / 2.0) * SLICE_MM;
      for (int pixel = 0; pixel < hu.length; pixel++) {
        boolean wall = pixel % SIDE > 110;
        double base = wall ? 40 : inside(pixel, z, radiusMm, SIDE / 2) ? 20 : -850;
        hu[pixel] = (short) (base + 25 * random.nextGaussian());
        mask[pixel] = (byte) (inside(pixel, z, radiusMm, drawnColumn) ? (1 << readers) - 1 : 0);
      }
      write("%s/nodule-0/image-%03d.png".formatted(patient, slice), normalised(hu));
      write("%s/nodule-0/mask-%03d.png".formatted(patient, slice), mask);
    }
  }

  /** Min-max normalises a slice of HU to 8 bits, as the labelled crops were; air is the darkest. */
  private static byte[] normalised(short[] hu) {
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (short value : hu) {
      int clamped = Math.max(value, -1000);
      low = Math.min(low, clamped);
      high = Math.max(high, clamped);
    }
    double scale = high > low ? 255.0 / (high - low) : 0;
    byte[] grey = new byte[hu.length];
    for (int i = 0; i < hu.length; i++) {
      grey[i] = (byte) Math.round((Math.max(hu[i], -1000) - low) * scale);
    }
    return grey;
  }

  private static String each(String rating, int readers) {
    return String.join("/", java.util.Collections.nCopies(readers, rating));
  }

  private static boolean inside(int pixel, double z, double radiusMm, int column) {
    double x = (pixel % SIDE - column) * PIXEL_MM;
    double y = (pixel / SIDE - SIDE / 2.0) * PIXEL_MM;
    return x * x + y * y + z * z <= radiusMm * radiusMm;
  }

  private void write(String name, byte[] grey) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(grey, 0, pixels, 0, grey.length);
    zip.putNextEntry(new ZipEntry(name));
    ImageIO.write(image, "png", zip);
    zip.closeEntry();
  }

  /** Ends both files. */
  void finish() throws IOException {
    zip.close();
    Files.write(labels, rows);
  }

  /**
   * Ends both files and measures on them.
   *
   * @param bench which of {@code ./hilum bench}
   * @return the exit status
   */
  int measure(String bench, StringWriter printed, StringWriter errors, String... more)
      throws IOException {
    finish();
    var line = HilumCli.commandLine();
    line.setOut(new PrintWriter(printed, true));
    line.setErr(new PrintWriter(errors, true));
    List<String> arguments = new ArrayList<>(List.of("bench", bench));
    arguments.addAll(List.of("--nodules", nodules.toString(), "--labels", labels.toString()));
    arguments.addAll(List.of(more));
    return line.execute(arguments.toArray(String[]::new));
  }
}
