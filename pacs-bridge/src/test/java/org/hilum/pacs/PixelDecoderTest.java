package org.hilum.pacs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The pixel decoder")
class PixelDecoderTest {

  private final PixelDecoder decoder = new PixelDecoder();

  @TempDir Path folder;

  private static Path realSlice() {
    return TestData.files("LIDC-IDRI-0001").get(60);
  }

  @ParameterizedTest(name = "reads {0} bit for bit as the uncompressed original")
  @CsvSource({
    "RLE, dcmcrle, ''",
    "JPEG Lossless SV1, dcmcjpeg, +e1",
    "JPEG Lossless, dcmcjpeg, +el",
    "implicit VR little endian, dcmconv, +ti",
    "explicit VR big endian, dcmconv, +tb",
    "deflated, dcmconv, +td",
  })
  void readsOtherEncodingsOfARealSlice(String name, String program, String option) {
    TestData.assumePrograms(program);
    Path original = realSlice();
    Path converted = folder.resolve("converted.dcm");
    if (option.isEmpty()) {
      TestData.run(program, original.toString(), converted.toString());
    } else {
      TestData.run(program, option, original.toString(), converted.toString());
    }
    try {
      assertThat(decoder.hu(converted)).isEqualTo(decoder.hu(original));
      assertThat(decoder.frame(converted).bytes()).isEqualTo(decoder.frame(original).bytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "reads JPEG 2000 of {0} to the pixels that OpenJPEG 2.5.0 gives")
  @CsvSource({
    "LIDC-IDRI-0063, 1-061.dcm, 37177204d6e58ed6ac343211cf9819f09118ba10af600964c50826c59aec1e5f",
    "LIDC-IDRI-0004, 1-100.dcm, a26629cc6b06dd46c3ea0093fdc82cbffe6895a43345ac7f82fe72ceda8ee883",
  })
  void readsJpeg2000LikeOpenJpeg(String series, String file, String sha256) throws Exception {
    byte[] pixels = decoder.frame(TestData.series(series).resolve(file)).bytes();

    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels)))
        .isEqualTo(sha256);
  }

  @ParameterizedTest(name = "gives plausible Hounsfield units for {0}")
  @CsvSource({
    "LIDC-IDRI-0001",
    "LIDC-IDRI-0004",
    "LIDC-IDRI-0005",
    "LIDC-IDRI-0008",
    "LIDC-IDRI-0063"
  })
  void readsRealSlices(String series) throws Exception {
    Path file = TestData.files(series).get(66);
    short[] hu = decoder.hu(file);

    assertThat(hu).hasSize(512 * 512);
    int[] histogram = new int[8192];
    for (short value : hu) {
      assertThat(value).isBetween((short) -1024, (short) 4095);
      histogram[value + 1024]++;
    }
    int padding = histogram[0];
    int lungAndAir = sum(histogram, -1023, -700);
    int softTissue = sum(histogram, -150, 150);
    int bone = sum(histogram, 300, 2000);
    assertThat(padding).as("outside the scan circle").isBetween(40_000, 70_000);
    assertThat(lungAndAir).as("lung and air").isBetween(30_000, 150_000);
    assertThat(softTissue).as("soft tissue").isBetween(30_000, 150_000);
    assertThat(bone).as("bone").isBetween(500, 20_000);
  }

  private static int sum(int[] histogram, int fromHu, int toHu) {
    int sum = 0;
    for (int hu = fromHu; hu <= toHu; hu++) {
      sum += histogram[hu + 1024];
    }
    return sum;
  }

  @Test
  void namesATransferSyntaxThatItDoesNotRead() {
    TestData.assumePrograms("dcmcjpls");
    Path converted = folder.resolve("jpegls.dcm");
    TestData.run("dcmcjpls", realSlice().toString(), converted.toString());

    assertThatThrownBy(() -> decoder.hu(converted))
        .isInstanceOf(DicomFormatException.class)
        .hasMessageContaining("JPEG-LS Lossless")
        .hasMessageContaining(converted.toString());
  }

  @Test
  void takesTheStoredBitsOutOfWordsThatHoldOverlaysToo() throws Exception {
    // 12 bits stored at the low end, an overlay plane in bit 15, garbage in between.
    byte[] data =
        TestDicom.concat(
            TestDicom.word(0x8000 | 500),
            TestDicom.word(0x7000 | 2048),
            TestDicom.word(4095),
            TestDicom.word(0xf000));
    Path unsigned = write(new TestDicom.Pixels(2, 2, 16, 12, 11, 0, "OW"), data, "");
    assertThat(decoder.hu(unsigned)).containsExactly(0, 3096, 7190, -1000);

    Path signed = write(new TestDicom.Pixels(2, 2, 16, 12, 11, 1, "OW"), data, "");
    assertThat(decoder.hu(signed)).containsExactly(0, -1024, -1002, -1000);
    assertThat(decoder.frame(signed).bytes())
        .isEqualTo(
            TestDicom.concat(
                TestDicom.word(500), TestDicom.word(-2048), TestDicom.word(-1), TestDicom.word(0)));
  }

  @Test
  void takesTheStoredBitsFromTheHighEnd() throws Exception {
    byte[] data =
        TestDicom.concat(
            TestDicom.word(500 << 4 | 3),
            TestDicom.word(0),
            TestDicom.word(1 << 4),
            TestDicom.word(2 << 4));
    Path file = write(new TestDicom.Pixels(2, 2, 16, 12, 15, 0, "OW"), data, "");

    assertThat(decoder.hu(file)).containsExactly(0, -1000, -998, -996);
  }

  @Test
  void readsEightBits() throws Exception {
    byte[] data = {0, 100, (byte) 255, 7};
    Path file = write(new TestDicom.Pixels(2, 2, 8, 8, 7, 0, "OB"), data, "");

    assertThat(decoder.hu(file)).containsExactly(-1000, -800, -490, -986);
    assertThat(decoder.frame(file).bytes()).isEqualTo(data);
  }

  @Test
  void raisesPaddingToAirEvenWhereItWouldBeDense() throws Exception {
    int[] stored = {2000, 2001, 1999, 600};

    assertThat(huOfPadded(stored, 2000)).containsExactly(-1024, 3002, 2998, 200);
    assertThat(huOfPadded(stored, 2000, 2001)).containsExactly(-1024, -1024, 2998, 200);
  }

  @Test
  void leavesSoftTissueWhereAPaddingValueStandsForIt() throws Exception {
    int[] stored = {500, 520, 100, 0};

    assertThat(huOfPadded(stored, 500)).containsExactly(0, 40, -800, -1000);
    assertThat(huOfPadded(stored, 500, 0)).containsExactly(0, 40, -1024, -1024);
  }

  /**
   * @param padding the padding value and, where there is one, the limit of its range
   */
  private short[] huOfPadded(int[] stored, int... padding) throws Exception {
    byte[] data =
        TestDicom.concat(Arrays.stream(stored).mapToObj(TestDicom::word).toArray(byte[][]::new));
    byte[][] elements = new byte[padding.length][];
    for (int i = 0; i < padding.length; i++) {
      elements[i] = TestDicom.element(0x00280120 + i, "US", TestDicom.word(padding[i]));
    }
    return decoder.hu(write(new TestDicom.Pixels(2, 2, 16, 16, 15, 1, "OW"), data, "", elements));
  }

  @Test
  void refusesByNameWhatIsNoPlainCt() throws Exception {
    TestDicom.Pixels pixels = new TestDicom.Pixels(2, 2, 16, 16, 15, 0, "OW");
    assertUnsupported(write(pixels, new byte[8], "MONOCHROME1"), "MONOCHROME1");
    assertUnsupported(write(pixels, new byte[24], "RGB"), "colour image (RGB)");
    byte[] frames = TestDicom.element(0x00280008, "IS", "3 ");
    assertUnsupported(write(pixels, new byte[24], "", frames), "3 frames");
    TestDicom.Pixels deep = new TestDicom.Pixels(2, 2, 32, 32, 31, 0, "OW");
    assertUnsupported(write(deep, new byte[16], ""), "32 bits allocated");
    assertThat(decoder.frame(write(pixels, new byte[8], "MONOCHROME1")).photometricInterpretation())
        .isEqualTo("MONOCHROME1");
  }

  @Test
  void noticesPixelDataThatAreTooShortForTheImage() throws Exception {
    Path file = write(new TestDicom.Pixels(4, 4, 16, 16, 15, 0, "OW"), new byte[30], "");

    assertThatThrownBy(() -> decoder.hu(file))
        .hasMessageContaining("needs 32 bytes of pixel data, but only 30 are there");
    assertThatThrownBy(() -> new DicomFiles().readHeader(file))
        .hasMessageContaining("needs 32 bytes of pixel data, but only 30 are there");
  }

  @Test
  void readsRunLengthFramesOfLiteralRuns() throws Exception {
    Path plain = TestSeries.write(folder, 1).get(0);
    int pixels = TestSeries.COLUMNS * TestSeries.ROWS;
    Path packed = folder.resolve("rle.dcm");
    Files.write(packed, TestDicom.runLength(Files.readAllBytes(plain), pixels));

    assertThat(decoder.hu(packed)).isEqualTo(TestSeries.slice(0));
  }

  @ParameterizedTest(name = "refuses a rescale slope or intercept of {1}")
  @CsvSource({
    "1053, NaN, Rescale Slope",
    "1053, 1e30, Rescale Slope",
    "1053, 0, Rescale Slope",
    "1053, '', ''",
    "1052, abc, Rescale Intercept",
    "1052, -Infinity, Rescale Intercept",
  })
  void refusesARescalingThatGivesNoHounsfieldUnits(String element, String value, String named)
      throws Exception {
    TestDicom.Pixels pixels = new TestDicom.Pixels(1, 1, 16, 16, 15, 0, "OW");
    int tag = 0x00280000 | Integer.parseInt(element, 16);
    byte[] before = TestDicom.element(tag, "DS", element.equals("1053") ? "2 " : "-1000 ");
    byte[] instead = TestDicom.element(tag, "DS", value.length() % 2 == 0 ? value : value + " ");
    Path file = write(pixels, TestDicom.word(600), "");
    String text = Files.readString(file, ISO_8859_1);
    String changed = text.replace(new String(before, ISO_8859_1), new String(instead, ISO_8859_1));
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(file, changed, ISO_8859_1);

    if (named.isEmpty()) {
      assertThat(decoder.hu(file))
          .as("an empty slope, as an absent one, is 1")
          .containsExactly(-400);
    } else {
      assertThatThrownBy(() -> decoder.hu(file))
          .isInstanceOf(DicomFormatException.class)
          .hasMessageContaining("its " + named)
          .hasMessageContaining("\"" + value + "\"")
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void saysThatACompressedImageIsDamaged() throws Exception {
    Path real = TestData.files("LIDC-IDRI-0063").get(0);
    byte[] bytes = Files.readAllBytes(real);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 4000; i++) {
      bytes[i] = (byte) 0xff;
    }
    Path damaged = Files.write(folder.resolve("damaged.dcm"), bytes);

    try {
      assertThat(decoder.hu(damaged)).isNotEqualTo(decoder.hu(real));
    } catch (DicomFormatException e) {
      assertThat(e).hasMessageContaining("its compressed image is damaged");
    }
  }

  private void assertUnsupported(Path file, String what) {
    assertThatThrownBy(() -> decoder.hu(file))
        .isInstanceOfSatisfying(
            DicomFormatException.class,
            e -> assertThat(e.kind()).isEqualTo(DicomFormatException.Kind.UNSUPPORTED))
        .hasMessageContaining(what);
  }

  private Path write(TestDicom.Pixels pixels, byte[] data, String photometric, byte[]... group28)
      throws IOException {
    return Files.write(
        folder.resolve("image.dcm"), TestDicom.image(pixels, data, photometric, group28));
  }
}
