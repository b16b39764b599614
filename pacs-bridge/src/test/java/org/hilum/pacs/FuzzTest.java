package org.hilum.pacs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Label("Whatever bytes a file holds")
class FuzzTest {

  private static Path folder;
  private static byte[] valid;
  private static byte[] compressed;

  private final DicomFiles files = new DicomFiles();
  private final PixelDecoder decoder = new PixelDecoder();
  private final DicomJson json = new DicomJson();

  @BeforeContainer
  static void prepare() throws IOException {
    folder = Files.createTempDirectory("hilum-fuzz");
    valid = Files.readAllBytes(TestSeries.write(folder.resolve("series"), 1).get(0));
    Path real = TestSeries.write(folder.resolve("rle"), 1).get(0);
    compressed =
        TestDicom.runLength(Files.readAllBytes(real), TestSeries.COLUMNS * TestSeries.ROWS);
  }

  @AfterContainer
  static void remove() throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 150)
  void randomBytesAreReadOrRefused(@ForAll @Size(max = 400) byte[] bytes) throws IOException {
    readEverything(bytes);
    readEverything(TestDicom.concat(TestDicom.preamble(), bytes));
  }

  @Property(tries = 500)
  void damagedFilesAreReadOrRefused(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int hits) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = (random.nextBoolean() ? valid : compressed).clone();
    int header = bytes.length - 2 * TestSeries.COLUMNS * TestSeries.ROWS;
    for (int i = 0; i < hits; i++) {
      int at = random.nextInt(Math.max(200, random.nextBoolean() ? header : bytes.length));
      bytes[Math.min(at, bytes.length - 1)] = (byte) random.nextInt();
    }
    readEverything(bytes);
  }

  @Property(tries = 150)
  void filesCutAnywhereAreRefusedAsTruncated(@ForAll @IntRange(min = 0, max = 2_000) int cut)
      throws IOException {
    int length = valid.length - 1 - cut % (valid.length - 1);
    Path file = Files.write(folder.resolve("cut.dcm"), java.util.Arrays.copyOf(valid, length));
    try {
      files.readHeader(file);
      throw new AssertionError("read although only " + length + " bytes are there");
    } catch (DicomFormatException e) {
      assertThat(e.kind())
          .as(e.getMessage())
          .isIn(
              DicomFormatException.Kind.TRUNCATED,
              DicomFormatException.Kind.NOT_DICOM,
              DicomFormatException.Kind.MISSING_ATTRIBUTE);
    }
  }

  private void readEverything(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("fuzz.dcm"), bytes);
    attempt(() -> files.readHeader(file));
    attempt(() -> files.history(file));
    attempt(() -> decoder.hu(file));
    attempt(() -> decoder.frame(file));
    attempt(() -> json.metadata(file));
  }

  private interface Reading {
    Object read() throws DicomFormatException;
  }

  private static void attempt(Reading reading) {
    try {
      assertThat(reading.read()).isNotNull();
    } catch (DicomFormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }
}
