package org.hilum.model.torch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hilum.model.FileTrouble;
import org.hilum.model.ModelException;

/**
 * Named tensors and what they belong to, as one file: eight bytes of magic, the length of a JSON
 * header (four bytes, little-endian), the header, and the values of all tensors in the header's
 * order, little-endian. The header holds the architecture, free properties, the precision, each
 * tensor's name and shape, and the SHA-256 of the rest of the header and of the values, which is
 * checked when reading.
 *
 * @param architecture names the code that can use the weights, for example {@code
 *     "hilum-detector-1"}; it changes when shapes or meaning change
 * @param properties whatever else belongs to the weights: thresholds, where they come from
 */
public record WeightsFile(
    String architecture, Map<String, String> properties, Map<String, Tensor> tensors) {

  private static final byte[] MAGIC = "HILUMWT2".getBytes(US_ASCII);
  private static final int LARGEST_HEADER = 1 << 20;
  private static final int LARGEST_TENSOR = 1 << 28;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How values are stored; they are always 32-bit in memory. */
  public enum Precision {
    FP32(4),
    FP16(2);

    private final int bytes;

    Precision(int bytes) {
      this.bytes = bytes;
    }
  }

  /** A tensor's values, row-major. The array is not copied. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Tensor(long[] shape, float[] values) {
    public Tensor {
      if (elements(shape) != values.length) {
        throw new IllegalArgumentException(
            "%d values do not fill a shape of %d".formatted(values.length, elements(shape)));
      }
    }

    /** A vector. */
    public static Tensor of(float... values) {
      return new Tensor(new long[] {values.length}, values);
    }
  }

  private record Entry(String name, long[] shape) {}

  private record Header(
      String architecture,
      Map<String, String> properties,
      Precision precision,
      List<Entry> tensors,
      String sha256) {

    /** With the checksum left out, as it is part of what is summed. */
    byte[] summed() throws JsonProcessingException {
      return JSON.writeValueAsBytes(new Header(architecture, properties, precision, tensors, ""));
    }

    Header with(String checksum) {
      return new Header(architecture, properties, precision, tensors, checksum);
    }
  }

  public WeightsFile {
    requireNonNull(architecture, "architecture");
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads and checks a file.
   *
   * @param architecture the one that is asked for
   * @throws ModelException if the file is missing, cut short, altered or of another architecture;
   *     the message names it
   */
  public static WeightsFile read(Path file, String architecture) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), architecture);
    } catch (IOException e) {
      throw new ModelException("Weights " + file + " cannot be read: " + FileTrouble.inWords(e), e);
    }
  }

  /**
   * Reads and checks a resource beside a class.
   *
   * @throws ModelException as {@link #read(Path, String)}
   */
  public static WeightsFile readResource(Class<?> owner, String resource, String architecture) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new ModelException("Weights " + resource + " are not on the class path");
      }
      return read(in, resource, architecture);
    } catch (IOException e) {
      throw new ModelException(
          "Weights " + resource + " cannot be read: " + FileTrouble.inWords(e), e);
    }
  }

  private static WeightsFile read(InputStream in, String name, String architecture)
      throws IOException {
    if (!java.util.Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new ModelException("Weights " + name + ": not a Hilum weights file");
    }
    int headerLength = littleEndian(exactly(in, 4, name)).getInt();
    if (headerLength <= 0 || headerLength > LARGEST_HEADER) {
      throw corrupt(name, "its header claims %d bytes".formatted(headerLength));
    }
    Header header = header(exactly(in, headerLength, name), name);
    if (!header.architecture().equals(architecture)) {
      throw new ModelException(
          "Weights %s are of architecture %s, needed is %s"
              .formatted(name, header.architecture(), architecture));
    }
    MessageDigest digest = sha256();
    digest.update(header.summed());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Entry entry : header.tensors()) {
      long elements = elements(entry.shape());
      if (elements < 0 || elements > LARGEST_TENSOR) {
        throw corrupt(name, "tensor %s claims %d values".formatted(entry.name(), elements));
      }
      byte[] bytes = exactly(in, (int) elements * header.precision().bytes, name);
      digest.update(bytes);
      tensors.put(
          entry.name(), new Tensor(entry.shape(), decode(bytes, header.precision(), elements)));
    }
    if (in.read() >= 0) {
      throw corrupt(name, "it is longer than its header says");
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(header.sha256())) {
      throw corrupt(name, "its contents do not match its checksum");
    }
    return new WeightsFile(header.architecture(), header.properties(), tensors);
  }

  private static Header header(byte[] bytes, String name) {
    try {
      Header header = JSON.readValue(bytes, Header.class);
      if (header.architecture() == null
          || header.properties() == null
          || header.precision() == null
          || header.tensors() == null
          || header.sha256() == null
          || header.tensors().stream().anyMatch(e -> e.name() == null || e.shape() == null)) {
        throw corrupt(name, "its header lacks a field");
      }
      return header;
    } catch (IOException e) {
      throw corrupt(name, "its header is not readable");
    }
  }

  /**
   * Writes the file beside its target and moves it into place, so that no half-written file is ever
   * seen under the target's name.
   *
   * @throws ModelException if it cannot be written
   */
  public void write(Path file, Precision precision) {
    Path parent = requireNonNull(file.toAbsolutePath().getParent(), "the file's folder");
    try {
      Files.createDirectories(parent);
      String draftName = file.getFileName() + "." + ProcessHandle.current().pid() + ".part";
      Path draft = parent.resolve(draftName);
      try {
        Files.write(draft, bytes(precision));
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new ModelException(
          "Weights " + file + " cannot be written: " + FileTrouble.inWords(e), e);
    }
  }

  private byte[] bytes(Precision precision) throws JsonProcessingException {
    List<Entry> entries = new ArrayList<>();
    int size = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      entries.add(new Entry(tensor.getKey(), tensor.getValue().shape()));
      size =
          Math.addExact(
              size, Math.multiplyExact(tensor.getValue().values().length, precision.bytes));
    }
    ByteBuffer values = littleEndian(new byte[size]);
    for (Tensor tensor : tensors.values()) {
      for (float value : tensor.values()) {
        if (precision == Precision.FP16) {
          values.putShort(Float16.fromFloat(value));
        } else {
          values.putFloat(value);
        }
      }
    }
    Header unsummed = new Header(architecture, properties, precision, entries, "");
    MessageDigest digest = sha256();
    digest.update(unsummed.summed());
    String checksum = HexFormat.of().formatHex(digest.digest(values.array()));
    byte[] header = JSON.writeValueAsBytes(unsummed.with(checksum));
    return littleEndian(new byte[MAGIC.length + 4 + header.length + size])
        .put(MAGIC)
        .putInt(header.length)
        .put(header)
        .put(values.array())
        .array();
  }

  /** The first twelve hexadecimal digits of a SHA-256 over some tensors' values. */
  public String valuesHash(String... names) {
    MessageDigest digest = sha256();
    for (String name : names) {
      float[] values = tensor(name).values();
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
      bytes.asFloatBuffer().put(values);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  /** The same weights with one more property, or another value for it. */
  public WeightsFile with(String property, String value) {
    Map<String, String> changed = new TreeMap<>(properties);
    changed.put(property, value);
    return new WeightsFile(architecture, changed, tensors);
  }

  /**
   * The tensor of that name.
   *
   * @throws ModelException if there is none
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException(
          "Weights of architecture %s have no tensor %s".formatted(architecture, name));
    }
    return tensor;
  }

  private static long elements(long[] shape) {
    long product = 1;
    for (long side : shape) {
      if (side < 0 || side > LARGEST_TENSOR) {
        return -1;
      }
      product = Math.min(product * side, LARGEST_TENSOR + 1L);
    }
    return product;
  }

  private static float[] decode(byte[] bytes, Precision precision, long elements) {
    ByteBuffer buffer = littleEndian(bytes);
    float[] values = new float[(int) elements];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          precision == Precision.FP16 ? Float16.toFloat(buffer.getShort()) : buffer.getFloat();
    }
    return values;
  }

  private static byte[] exactly(InputStream in, int length, String name) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw corrupt(name, "it ends early");
    }
    return bytes;
  }

  private static ModelException corrupt(String name, String why) {
    return new ModelException("Weights " + name + " are corrupt: " + why + "; fetch them again");
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
