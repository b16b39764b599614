package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.hilum.model.assess.data.CropStack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On balls in a lung beside a wall: what the shipped detector does not miss. */
@DisplayName("./hilum bench crops")
class BenchCropsCommandTest {

  private static final String HEADER =
      "patient,nodule,split,slices,readers,labels_confident,slice_spacing_mm,"
          + "pixel_spacing_mm_est,diameter_mm,malignancy,subtlety,calcification,sphericity,margin,"
          + "lobulation,spiculation,texture";
  private static final int SIDE = CropStack.SIDE;
  private static final double PIXEL_MM = 0.7;
  private static final double SLICE_MM = 2;
  private static final int SLICES = 7;
  private static final double RADIUS_MM = 7.2;

  @TempDir Path folder;

  private final StringWriter printed = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final List<String> rows = new ArrayList<>(List.of(HEADER));
  private Path nodules;
  private ZipOutputStream zip;

  @BeforeEach
  void openArchive() throws IOException {
    nodules = folder.resolve("nodules.zip");
    zip = new ZipOutputStream(Files.newOutputStream(nodules));
  }

  @Test
  @DisplayName("finds balls where the readers drew them")
  void findsBallsWhereTheReadersDrewThem() throws IOException {
    ball("P1", "val", 4, 64);
    ball("P2", "val", 3, 64);

    assertThat(run()).as(errors.toString()).isZero();
    assertThat(printed.toString())
        .startsWith("shipped: 2 nodules of 2 patients, 14 slices")
        .contains("1 false mark in 10 slices: sensitivity 1.000 [1.000, 1.000], from score 0.")
        .contains("10 to  16 mm: 2 of 2");
  }

  @Test
  @DisplayName("counts a ball as missed where the readers drew something else")
  void countsABallAsMissedWhereTheReadersDrewSomethingElse() throws IOException {
    ball("P1", "val", 4, 64);
    ball("P2", "val", 4, 24);

    assertThat(run()).as(errors.toString()).isZero();
    assertThat(printed.toString()).contains("10 to  16 mm: 1 of 2");
  }

  @Test
  @DisplayName("leaves out the other split and what fewer than three readers drew")
  void leavesOutTheOtherSplitAndWhatFewerThanThreeReadersDrew() throws IOException {
    ball("P1", "val", 3, 64);
    ball("P2", "val", 2, 64);
    ball("P3", "train", 4, 64);

    assertThat(run()).as(errors.toString()).isZero();
    assertThat(printed.toString()).startsWith("shipped: 1 nodules of 1 patients, 7 slices");
  }

  @Nested
  @DisplayName("says in one line what is wrong")
  class SaysWhatIsWrong {

    @Test
    @DisplayName("with a table without such a nodule")
    void withATableWithoutSuchANodule() throws IOException {
      ball("P1", "train", 4, 64);

      assertWrong("nodules.csv: no nodule of split val was drawn by 3 readers");
    }

    @Test
    @DisplayName("with a slice that the archive lacks")
    void withASliceThatTheArchiveLacks() throws IOException {
      ball("P1", "val", 4, 64);
      rows.add(rows.get(1).replace("P1", "P2"));

      assertWrong("lack P2/nodule-0/image-000.png");
    }

    @Test
    @DisplayName("with weights that are none, before anything is measured")
    void withWeightsThatAreNone() throws IOException {
      ball("P1", "val", 4, 64);
      Path none = Files.writeString(folder.resolve("none.weights"), "none");

      assertWrong("none.weights", "--weights", none.toString());
    }

    private void assertWrong(String part, String... more) throws IOException {
      assertThat(run(more)).isEqualTo(2);
      assertThat(errors.toString()).startsWith("hilum: ").contains(part).hasLineCount(1);
      assertThat(printed.toString()).isEmpty();
    }
  }

  private int run(String... more) throws IOException {
    zip.close();
    Path labels = Files.write(folder.resolve("nodules.csv"), rows);
    var line = HilumCli.commandLine();
    line.setOut(new PrintWriter(printed, true));
    line.setErr(new PrintWriter(errors, true));
    List<String> arguments =
        new ArrayList<>(List.of("bench", "crops", "--nodules", nodules.toString(), "--labels"));
    arguments.add(labels.toString());
    arguments.addAll(Arrays.asList(more));
    return line.execute(arguments.toArray(String[]::new));
  }

  /** A ball in the crop's middle, which the readers drew about a column of theirs. */
  private void ball(String patient, String split, int readers, int drawnColumn) throws IOException {
    rows.add(
        "%s,nodule-0,%s,%d,%d,0,%s,%s,%s,,,,,,,,"
            .formatted(patient, split, SLICES, readers, SLICE_MM, PIXEL_MM, 2 * RADIUS_MM));
    SplittableRandom random = new SplittableRandom(patient.hashCode());
    for (int slice = 0; slice < SLICES; slice++) {
      short[] hu = new short[SIDE * SIDE];
      byte[] mask = new byte[SIDE * SIDE];
      for (int pixel = 0; pixel < hu.length; pixel++) {
        int column = pixel % SIDE;
        boolean wall = column > 110;
        double base = wall ? 40 : inside(pixel, slice, SIDE / 2) ? 20 : -850;
        hu[pixel] = (short) (base + 25 * random.nextGaussian());
        mask[pixel] = (byte) (inside(pixel, slice, drawnColumn) ? (1 << readers) - 1 : 0);
      }
      write("%s/nodule-0/image-%03d.png".formatted(patient, slice), CropStack.normalised(hu));
      write("%s/nodule-0/mask-%03d.png".formatted(patient, slice), mask);
    }
  }

  private static boolean inside(int pixel, int slice, int column) {
    double x = (pixel % SIDE - column) * PIXEL_MM;
    double y = (pixel / SIDE - SIDE / 2.0) * PIXEL_MM;
    double z = (slice - (SLICES - 1) / 2.0) * SLICE_MM;
    return x * x + y * y + z * z <= RADIUS_MM * RADIUS_MM;
  }

  private void write(String name, byte[] grey) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(grey, 0, pixels, 0, grey.length);
    zip.putNextEntry(new ZipEntry(name));
    ImageIO.write(image, "png", zip);
    zip.closeEntry();
  }
}
