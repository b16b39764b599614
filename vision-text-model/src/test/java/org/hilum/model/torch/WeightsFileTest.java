package org.hilum.model.torch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.hilum.model.ModelException;
import org.hilum.model.torch.WeightsFile.Precision;
import org.hilum.model.torch.WeightsFile.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFileTest {

  private static final float[] VALUES = {1.5f, -0.1f, 3.1e-6f, 65504f, 0f, -7e-8f};

  @TempDir Path folder;
  private Path file;
  private WeightsFile weights;

  @BeforeEach
  void writeWeights() {
    file = folder.resolve("some.weights");
    weights =
        new WeightsFile(
            "test-1",
            Map.of("threshold", "0.4"),
            Map.of("w", new Tensor(new long[] {2, 3}, VALUES)));
    weights.write(file, Precision.FP32);
  }

  @Test
  void comesBackAsItWasWritten() {
    WeightsFile read = WeightsFile.read(file, "test-1");
    assertThat(read.tensor("w").values()).containsExactly(VALUES);
    assertThat(read.tensor("w").shape()).containsExactly(2, 3);
    assertThat(read.properties()).containsEntry("threshold", "0.4");
  }

  @Test
  void halfPrecisionKeepsElevenBits() {
    weights.write(file, Precision.FP16);
    float[] read = WeightsFile.read(file, "test-1").tensor("w").values();
    for (int i = 0; i < VALUES.length; i++) {
      assertThat(read[i])
          .isCloseTo(VALUES[i], within(Math.max(Math.abs(VALUES[i]) / 2048, 0x1p-25f)));
    }
  }

  @Test
  void everyHalfSurvivesTheWayThroughFloat() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      assertThat(Float16.fromFloat(Float16.toFloat((short) bits))).isEqualTo((short) bits);
    }
    assertThat(Float16.fromFloat(1e6f)).isEqualTo((short) 0x7c00);
    assertThat(Float16.toFloat(Float16.fromFloat(Float.NaN))).isNaN();
  }

  @Test
  void anotherArchitectureIsNamed() {
    assertThatThrownBy(() -> WeightsFile.read(file, "other-2"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("test-1")
        .hasMessageContaining("other-2");
  }

  @Test
  void anAlteredValueIsNoticed() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 3] ^= 1;
    Files.write(file, bytes);
    assertCorrupt("checksum");
  }

  @Test
  void anAlteredPropertyIsNoticed() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, ISO_8859_1);
    int at = text.indexOf("\"0.4\"") + 3;
    bytes[at] = '9';
    Files.write(file, bytes);
    assertCorrupt("checksum");
  }

  @Test
  void aTensorWithoutAShapeIsNoticed() throws IOException {
    String text = new String(Files.readAllBytes(file), ISO_8859_1);
    Files.writeString(file, text.replace("\"shape\":", "\"shapf\":"), ISO_8859_1);
    assertCorrupt("header");
  }

  @Test
  void aTruncatedFileIsNoticedWhereverItEnds() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 10, 60, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> WeightsFile.read(file, "test-1"))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aLongerFileIsNoticed() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    assertCorrupt("longer");
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("missing.weights");
    assertThatThrownBy(() -> WeightsFile.read(missing, "test-1"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void writingLeavesNoDraftBehind() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private void assertCorrupt(String why) {
    assertThatThrownBy(() -> WeightsFile.read(file, "test-1"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("corrupt")
        .hasMessageContaining(why);
  }
}
