package org.hilum.model.volume;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.hilum.model.AtomicFiles;

/**
 * Reads and writes MetaImage volumes ({@code .mhd} beside {@code .raw} or {@code .zraw}, or one
 * {@code .mha}), the format of LUNA16. Positions are LPS, as ITK writes them. Axes must be the
 * patient's, in their order; axes that run backwards are turned round.
 */
public final class MetaImage {

  private static final int LARGEST_HEADER = 64 * 1024;
  private static final int LARGEST_SIDE = 4096;

  /** How far a direction cosine may be from 0 or 1. */
  private static final double STRAIGHT = 1e-3;

  private MetaImage() {}

  private enum ElementType {
    MET_CHAR(1),
    MET_UCHAR(1),
    MET_SHORT(2),
    MET_USHORT(2),
    MET_INT(4),
    MET_FLOAT(4),
    MET_DOUBLE(8);

    private final int bytes;

    ElementType(int bytes) {
      this.bytes = bytes;
    }

    double read(ByteBuffer values) {
      return switch (this) {
        case MET_CHAR -> values.get();
        case MET_UCHAR -> values.get() & 0xff;
        case MET_SHORT -> values.getShort();
        case MET_USHORT -> values.getShort() & 0xffff;
        case MET_INT -> values.getInt();
        case MET_FLOAT -> values.getFloat();
        case MET_DOUBLE -> values.getDouble();
      };
    }
  }

  /**
   * Reads a volume; its values are taken as HU and raised to {@link CtVolume#AIR_HU} where lower.
   *
   * @throws IOException if the file is missing, cut short or damaged, or is no axis-aligned
   *     three-dimensional image; the message names the file and what is wrong
   */
  public static CtVolume read(Path header) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(header))) {
      Map<String, String> fields = fields(in, header);
      return read(in, fields, header);
    }
  }

  private static CtVolume read(InputStream local, Map<String, String> fields, Path header)
      throws IOException {
    if (!field(fields, "NDims", header).equals("3")) {
      throw bad(header, "NDims is " + fields.get("NDims") + ", needed is 3");
    }
    double[] sides = numbers(fields, "DimSize", 3, header);
    for (double side : sides) {
      if (side < 1 || side > LARGEST_SIDE || side != Math.rint(side)) {
        throw bad(header, "DimSize is " + fields.get("DimSize"));
      }
    }
    double[] spacing =
        numbers(
            fields,
            fields.containsKey("ElementSpacing") ? "ElementSpacing" : "ElementSize",
            3,
            header);
    double[] offset =
        numbers(fields, fields.containsKey("Offset") ? "Offset" : "Position", 3, header);
    int[] direction = directions(fields, header);
    ElementType type = elementType(field(fields, "ElementType", header), header);
    if (!fields.getOrDefault("HeaderSize", "0").equals("0")) {
      throw bad(header, "HeaderSize is " + fields.get("HeaderSize") + ", needed is 0");
    }
    if (!fields.getOrDefault("ElementNumberOfChannels", "1").equals("1")) {
      throw bad(header, "it has several channels; needed is one");
    }
    ByteOrder order =
        isTrue(fields, "BinaryDataByteOrderMSB") || isTrue(fields, "ElementByteOrderMSB")
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
    for (int axis = 0; axis < 3; axis++) {
      if (direction[axis] < 0) {
        offset[axis] -= (sides[axis] - 1) * spacing[axis];
      }
    }
    VolumeGrid grid;
    short[] voxels;
    try {
      grid =
          new VolumeGrid(
              (int) sides[0],
              (int) sides[1],
              (int) sides[2],
              spacing[0],
              spacing[1],
              spacing[2],
              new PatientPoint(offset[0], offset[1], offset[2]));
      voxels = new short[grid.voxelCount()];
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw bad(header, String.valueOf(e.getMessage()));
    }
    String dataFile = field(fields, "ElementDataFile", header);
    boolean compressed = isTrue(fields, "CompressedData");
    if (dataFile.equals("LOCAL")) {
      fill(voxels, grid, direction, type, order, inflated(local, compressed), header);
    } else {
      Path data = sibling(header, dataFile);
      try (InputStream in = new BufferedInputStream(Files.newInputStream(data), 1 << 16)) {
        fill(voxels, grid, direction, type, order, inflated(in, compressed), data);
      }
    }
    return new CtVolume(grid, voxels);
  }

  private static InputStream inflated(InputStream in, boolean compressed) {
    return compressed ? new InflaterInputStream(in) : in;
  }

  private static void fill(
      short[] voxels,
      VolumeGrid grid,
      int[] direction,
      ElementType type,
      ByteOrder order,
      InputStream in,
      Path file)
      throws IOException {
    int rowBytes = grid.columns() * type.bytes;
    for (int s = 0; s < grid.slices(); s++) {
      int slice = direction[2] < 0 ? grid.slices() - 1 - s : s;
      for (int r = 0; r < grid.rows(); r++) {
        int row = direction[1] < 0 ? grid.rows() - 1 - r : r;
        byte[] bytes = rowOf(in, rowBytes, file);
        if (bytes.length < rowBytes) {
          throw bad(file, "it ends in slice %d of %d".formatted(s, grid.slices()));
        }
        ByteBuffer values = ByteBuffer.wrap(bytes).order(order);
        for (int c = 0; c < grid.columns(); c++) {
          int column = direction[0] < 0 ? grid.columns() - 1 - c : c;
          double value = type.read(values);
          if (!Double.isFinite(value)) {
            throw bad(file, "slice %d holds values that are not numbers".formatted(s));
          }
          voxels[grid.index(column, row, slice)] =
              (short) Math.max(CtVolume.AIR_HU, Math.min(Short.MAX_VALUE, Math.round(value)));
        }
      }
    }
  }

  private static byte[] rowOf(InputStream in, int length, Path file) throws IOException {
    try {
      return in.readNBytes(length);
    } catch (EOFException | ZipException e) {
      throw bad(file, "its compressed values are damaged (" + e.getMessage() + ")");
    }
  }

  /**
   * Writes a volume as {@code NAME.mhd} and its values, not compressed, beside it.
   *
   * @param header where to write; its name ends in {@code .mhd}
   * @throws IOException if a file cannot be written; the message names it
   */
  public static void write(CtVolume volume, Path header) throws IOException {
    String name = header.getFileName().toString();
    if (!name.endsWith(".mhd")) {
      throw new IllegalArgumentException("a MetaImage header is named .mhd, got " + header);
    }
    String dataFile = name.substring(0, name.length() - 4) + ".raw";
    VolumeGrid grid = volume.grid();
    ByteBuffer values =
        ByteBuffer.allocate(Math.multiplyExact(2, grid.voxelCount()))
            .order(ByteOrder.LITTLE_ENDIAN);
    values.asShortBuffer().put(volume.voxels());
    String text =
        """
        ObjectType = Image
        NDims = 3
        BinaryData = True
        BinaryDataByteOrderMSB = False
        CompressedData = False
        TransformMatrix = 1 0 0 0 1 0 0 0 1
        Offset = %s %s %s
        CenterOfRotation = 0 0 0
        AnatomicalOrientation = RAI
        ElementSpacing = %s %s %s
        DimSize = %d %d %d
        ElementType = MET_SHORT
        ElementDataFile = %s
        """
            .formatted(
                grid.origin().xMm(),
                grid.origin().yMm(),
                grid.origin().zMm(),
                grid.columnSpacingMm(),
                grid.rowSpacingMm(),
                grid.sliceSpacingMm(),
                grid.columns(),
                grid.rows(),
                grid.slices(),
                dataFile);
    // The header goes last: a volume whose header is there is whole.
    AtomicFiles.write(sibling(header, dataFile), values.array());
    AtomicFiles.write(header, text);
  }

  /** Reads header lines up to and including {@code ElementDataFile}, which ends a header. */
  private static Map<String, String> fields(InputStream in, Path header) throws IOException {
    Map<String, String> fields = new HashMap<>();
    StringBuilder line = new StringBuilder();
    for (int read = 0; read < LARGEST_HEADER; read++) {
      int next = in.read();
      if (next >= 0 && next != '\n') {
        line.append((char) next);
        continue;
      }
      int equals = line.indexOf("=");
      if (equals > 0) {
        String key = line.substring(0, equals).strip();
        fields.put(key, line.substring(equals + 1).strip());
        if (key.equals("ElementDataFile")) {
          return fields;
        }
      }
      line.setLength(0);
      if (next < 0) {
        break;
      }
    }
    throw bad(header, "its header names no ElementDataFile");
  }

  private static int[] directions(Map<String, String> fields, Path header) throws IOException {
    String key =
        fields.containsKey("TransformMatrix")
            ? "TransformMatrix"
            : fields.containsKey("Rotation") ? "Rotation" : "Orientation";
    if (!fields.containsKey(key)) {
      return new int[] {1, 1, 1};
    }
    double[] matrix = numbers(fields, key, 9, header);
    int[] directions = new int[3];
    for (int i = 0; i < 9; i++) {
      double expected = i % 4 == 0 ? 1 : 0;
      if (!(Math.abs(Math.abs(matrix[i]) - expected) <= STRAIGHT)) {
        throw bad(
            header,
            key + " is oblique (" + fields.get(key) + "); resample it to the patient's axes");
      }
      if (i % 4 == 0) {
        directions[i / 4] = matrix[i] < 0 ? -1 : 1;
      }
    }
    return directions;
  }

  private static ElementType elementType(String name, Path header) throws IOException {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name.toUpperCase(Locale.ROOT))) {
        return type;
      }
    }
    throw bad(header, "ElementType " + name + " is not supported");
  }

  private static double[] numbers(Map<String, String> fields, String key, int count, Path header)
      throws IOException {
    String[] words = field(fields, key, header).split("\\s+");
    double[] numbers = new double[count];
    try {
      if (words.length == count) {
        for (int i = 0; i < count; i++) {
          numbers[i] = Double.parseDouble(words[i]);
        }
        return numbers;
      }
    } catch (NumberFormatException e) {
      throw bad(header, key + " is " + fields.get(key));
    }
    throw bad(header, key + " is " + fields.get(key) + ", needed are " + count + " numbers");
  }

  private static String field(Map<String, String> fields, String key, Path header)
      throws IOException {
    String value = fields.get(key);
    if (value == null) {
      throw bad(header, "its header lacks " + key);
    }
    return value;
  }

  private static boolean isTrue(Map<String, String> fields, String key) {
    return "true".equalsIgnoreCase(fields.get(key));
  }

  /** A file beside the header, and nowhere else, whatever its name tries. */
  private static Path sibling(Path header, String name) throws IOException {
    if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith("LIST")) {
      throw bad(header, "ElementDataFile " + name + " is not a file beside it");
    }
    return header.resolveSibling(name);
  }

  private static IOException bad(Path file, String why) {
    return new IOException("MetaImage " + file + ": " + why);
  }
}
