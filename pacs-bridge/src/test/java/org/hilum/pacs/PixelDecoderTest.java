package org.hilum.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
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
}
