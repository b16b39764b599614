package org.hilum.model.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaImageTest {

  private static final VolumeGrid GRID =
      new VolumeGrid(3, 2, 2, 0.7, 0.8, 2.5, new PatientPoint(-100, -50, -200.5));

  @TempDir Path folder;

  @Test
  void aVolumeComesBackAsItWasWritten() throws IOException {
    CtVolume volume = new CtVolume(GRID, new short[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1024});
    Path header = folder.resolve("ct.mhd");
    MetaImage.write(volume, header);
    CtVolume read = MetaImage.read(header);
    assertThat(read.grid()).isEqualTo(GRID);
    assertThat(read.voxels()).containsExactly(volume.voxels());
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("ct.mhd", "ct.raw");
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    Path header = folder.resolve("none").resolve("ct.mhd");
    assertThatThrownBy(() -> MetaImage.write(new CtVolume(GRID, new short[12]), header))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(header.resolveSibling("ct.raw").toString());
  }

  @Test
  void axesThatRunBackwardsAreTurnedRound() throws IOException {
    CtVolume read =
        read("-1 0 0 0 1 0 0 0 -1", "MET_SHORT", shorts(1, 2, 3, 4, 5, 6, 7, 8), "2 2 2");
    assertThat(read.grid().origin()).isEqualTo(new PatientPoint(9, 20, 27.5));
    assertThat(read.voxels()).containsExactly(6, 5, 8, 7, 2, 1, 4, 3);
  }

  @Test
  void compressedFloatsAreReadAndPaddingIsRaisedToAir() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      deflater.write(
          ByteBuffer.allocate(32)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putFloat(-3000)
              .putFloat(40.4f)
              .putFloat(1e9f)
              .array());
    }
    String header = header("1 0 0 0 1 0 0 0 1", "MET_FLOAT", "2 2 2", "ct.zraw");
    Files.write(folder.resolve("ct.zraw"), packed.toByteArray());
    Path file =
        Files.writeString(
            folder.resolve("ct.mhd"),
            header.replace("CompressedData = False", "CompressedData = True"));
    assertThat(MetaImage.read(file).voxels())
        .containsExactly(-1024, 40, Short.MAX_VALUE, 0, 0, 0, 0, 0);
  }

  @Test
  void oneFileMayHoldHeaderAndValues() throws IOException {
    Path file = folder.resolve("ct.mha");
    Files.writeString(file, header("1 0 0 0 1 0 0 0 1", "MET_SHORT", "2 1 1", "LOCAL"));
    Files.write(file, shorts(7, -8), java.nio.file.StandardOpenOption.APPEND);
    assertThat(MetaImage.read(file).voxels()).containsExactly(7, -8);
  }

  @Nested
  class Refuses {

    @Test
    void obliqueAxes() {
      assertRefused("0.9 0.4 0 -0.4 0.9 0 0 0 1", "MET_SHORT", "2 2 2", "oblique");
    }

    @Test
    void swappedAxes() {
      assertRefused("0 1 0 1 0 0 0 0 1", "MET_SHORT", "2 2 2", "oblique");
    }

    @Test
    void valuesThatEndEarly() {
      assertRefused("1 0 0 0 1 0 0 0 1", "MET_SHORT", "2 2 3", "ends in slice 2 of 3");
    }

    @Test
    void compressedValuesThatAreDamagedOrEndEarly() throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
        deflater.write(shorts(1, 2, 3, 4, 5, 6, 7, 8));
      }
      byte[] whole = packed.toByteArray();
      byte[] damaged = whole.clone();
      damaged[0] ^= 0x55;
      Path file =
          Files.writeString(
              folder.resolve("ct.mhd"),
              header("1 0 0 0 1 0 0 0 1", "MET_SHORT", "2 2 2", "ct.zraw")
                  .replace("CompressedData = False", "CompressedData = True"));
      for (byte[] bytes : List.of(damaged, Arrays.copyOf(whole, whole.length / 2))) {
        Files.write(folder.resolve("ct.zraw"), bytes);
        assertThatThrownBy(() -> MetaImage.read(file))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("ct.zraw: its compressed values are damaged");
      }
    }

    @Test
    void valuesBehindAHeaderOfTheirOwn() throws IOException {
      Path file =
          Files.writeString(
              folder.resolve("ct.mhd"),
              header("1 0 0 0 1 0 0 0 1", "MET_SHORT", "2 1 1", "ct.raw")
                  .replace("CompressedData", "HeaderSize = 348\nCompressedData"));
      Files.write(folder.resolve("ct.raw"), shorts(1, 2));
      assertThatThrownBy(() -> MetaImage.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("HeaderSize is 348");
    }

    @Test
    void valuesThatAreNoNumbers() {
      assertThatThrownBy(
              () ->
                  read(
                      "1 0 0 0 1 0 0 0 1",
                      "MET_FLOAT",
                      ByteBuffer.allocate(4)
                          .order(ByteOrder.LITTLE_ENDIAN)
                          .putFloat(Float.NaN)
                          .array(),
                      "1 1 1"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not numbers");
    }

    @Test
    void unknownTypesAndSizes() {
      assertRefused("1 0 0 0 1 0 0 0 1", "MET_SOMETHING", "2 2 2", "MET_SOMETHING");
      assertRefused("1 0 0 0 1 0 0 0 1", "MET_SHORT", "2 2", "DimSize");
      assertRefused("1 0 0 0 1 0 0 0 1", "MET_SHORT", "2 2 -2", "DimSize");
      assertRefused("1 0 0 0 1 0 0 0 1", "MET_SHORT", "4096 4096 4096", "overflow");
    }

    @Test
    void aDataFileElsewhere() throws IOException {
      Path file =
          Files.writeString(
              folder.resolve("ct.mhd"),
              header("1 0 0 0 1 0 0 0 1", "MET_SHORT", "1 1 1", "../../etc/passwd"));
      assertThatThrownBy(() -> MetaImage.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not a file beside it");
    }

    @Test
    void aFileThatIsNoHeader() throws IOException {
      Path file = Files.write(folder.resolve("ct.mhd"), new byte[100_000]);
      assertThatThrownBy(() -> MetaImage.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ElementDataFile");
    }

    private void assertRefused(String matrix, String type, String size, String why) {
      assertThatThrownBy(() -> read(matrix, type, shorts(1, 2, 3, 4, 5, 6, 7, 8), size))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining(why);
    }
  }

  private CtVolume read(String matrix, String type, byte[] values, String size) throws IOException {
    Files.write(folder.resolve("ct.raw"), values);
    return MetaImage.read(
        Files.writeString(folder.resolve("ct.mhd"), header(matrix, type, size, "ct.raw")));
  }

  private static String header(String matrix, String type, String size, String data) {
    return """
        ObjectType = Image
        NDims = 3
        BinaryDataByteOrderMSB = False
        CompressedData = False
        TransformMatrix = %s
        Offset = 10 20 30
        ElementSpacing = 1 1 2.5
        DimSize = %s
        ElementType = %s
        ElementDataFile = %s
        """
        .formatted(matrix, size, type, data);
  }

  private static byte[] shorts(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return buffer.array();
  }
}
