package org.hilum.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.Assumptions;

/**
 * The shared data for tests. LIDC-IDRI-0001 is stored as Explicit VR Little Endian without
 * sequences of undefined length, so a few lines read it and this module still knows no DICOM.
 */
public final class RealCt {

  private static final Set<String> LONG_LENGTHS = Set.of("OB", "OW", "SQ", "UN", "UT");

  private RealCt() {}

  /** The folder of shared data; the test is skipped where there is none. */
  public static Path sharedData() {
    String given = System.getProperty("hilum.shared");
    Path folder = given == null ? null : Path.of(given);
    for (Path up = Path.of("").toAbsolutePath();
        folder == null && up != null;
        up = up.getParent()) {
      if (Files.isDirectory(up.resolve("shared/data"))) {
        folder = up.resolve("shared");
      }
    }
    Assumptions.assumeTrue(
        folder != null && Files.isDirectory(folder.resolve("data")),
        "no shared/data above the working directory; set -Dhilum.shared");
    return folder.resolve("data");
  }

  /** LIDC-IDRI-0001: a nodule of 23 mm at about (56.2, 86.0, -115). */
  public static CtVolume lidc0001() throws IOException {
    try (Stream<Path> files = Files.list(sharedData().resolve("ct/LIDC-IDRI-0001"))) {
      return volume(files.filter(f -> f.toString().endsWith(".dcm")).toList());
    }
  }

  private record Slice(double[] position, double[] spacing, int columns, int rows, short[] hu) {}

  private static CtVolume volume(List<Path> files) {
    List<Slice> slices =
        files.stream()
            .map(RealCt::slice)
            .sorted(Comparator.comparingDouble(s -> s.position()[2]))
            .toList();
    Slice first = slices.get(0);
    double height = slices.get(slices.size() - 1).position()[2] - first.position()[2];
    VolumeGrid grid =
        new VolumeGrid(
            first.columns(),
            first.rows(),
            slices.size(),
            first.spacing()[1],
            first.spacing()[0],
            height / (slices.size() - 1),
            new PatientPoint(first.position()[0], first.position()[1], first.position()[2]));
    short[] hu = new short[grid.voxelCount()];
    for (int s = 0; s < slices.size(); s++) {
      System.arraycopy(slices.get(s).hu(), 0, hu, s * grid.voxelsPerSlice(), grid.voxelsPerSlice());
    }
    return new CtVolume(grid, hu);
  }

  private static Slice slice(Path file) {
    try {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      in.position(132);
      Map<Integer, ByteBuffer> values = new HashMap<>();
      while (in.hasRemaining()) {
        int tag = (in.getShort() & 0xffff) << 16 | in.getShort() & 0xffff;
        byte[] vr = new byte[2];
        in.get(vr);
        int length;
        if (LONG_LENGTHS.contains(new String(vr, StandardCharsets.US_ASCII))) {
          in.getShort();
          length = in.getInt();
        } else {
          length = in.getShort() & 0xffff;
        }
        values.put(tag, in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN));
        in.position(in.position() + length);
      }
      int rows = values.get(0x00280010).getShort();
      int columns = values.get(0x00280011).getShort();
      short[] hu = new short[rows * columns];
      values.get(0x7fe00010).asShortBuffer().get(hu);
      double intercept = numbers(values.get(0x00281052))[0];
      for (int i = 0; i < hu.length; i++) {
        hu[i] = (short) Math.max(CtVolume.AIR_HU, hu[i] + intercept);
      }
      return new Slice(
          numbers(values.get(0x00200032)), numbers(values.get(0x00280030)), columns, rows, hu);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double[] numbers(ByteBuffer value) {
    return Stream.of(StandardCharsets.US_ASCII.decode(value).toString().strip().split("\\\\"))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
