package org.hilum.pacs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds DICOM files byte by byte, those included that no toolkit would write. */
public final class TestDicom {

  private TestDicom() {}

  /** The preamble and the least file meta information, for Explicit VR Little Endian. */
  public static byte[] preamble() {
    return preamble(DicomUids.EXPLICIT_VR_LITTLE_ENDIAN);
  }

  public static byte[] preamble(String transferSyntax) {
    String padded = transferSyntax.length() % 2 == 0 ? transferSyntax : transferSyntax + "\0";
    byte[] syntax = element(0x00020010, "UI", padded);
    byte[] length = buffer(4).putInt(syntax.length).array();
    return concat(
        new byte[128],
        "DICM".getBytes(StandardCharsets.US_ASCII),
        element(0x00020000, "UL", length),
        syntax);
  }

  /**
   * A Basic Text SR, which needs no pixels, whose Additional Patient History is the given bytes.
   */
  public static byte[] instance(String sopInstanceUid, String characterSet, byte[] history) {
    return concat(
        preamble(),
        element(0x00080005, "CS", even(characterSet.getBytes(StandardCharsets.US_ASCII), ' ')),
        element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.11"),
        element(0x00080018, "UI", even(sopInstanceUid.getBytes(StandardCharsets.US_ASCII), 0)),
        element(0x001021b0, "LT", even(history, ' ')),
        element(0x0020000d, "UI", "1.2.5\0"),
        element(0x0020000e, "UI", "1.2.6\0"));
  }

  /** A Basic Text SR of a patient whose name is the given bytes. */
  public static byte[] named(String characterSet, byte[] name) {
    return concat(
        preamble(),
        element(0x00080005, "CS", even(characterSet.getBytes(StandardCharsets.US_ASCII), ' ')),
        element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.11"),
        element(0x00080018, "UI", "1.2.3\0"),
        element(0x00100010, "PN", even(name, ' ')),
        element(0x0020000d, "UI", "1.2.5\0"),
        element(0x0020000e, "UI", "1.2.6\0"));
  }

  /**
   * @param vr of the pixel data, OB or OW
   */
  public record Pixels(
      int columns,
      int rows,
      int bitsAllocated,
      int bitsStored,
      int highBit,
      int representation,
      String vr) {}

  /** A CT image of slope 2 and intercept -1000, with further elements of group 0028 as text. */
  public static byte[] image(Pixels pixels, byte[] data, String photometric, byte[]... group28) {
    return image(DicomUids.EXPLICIT_VR_LITTLE_ENDIAN, pixels, data, photometric, group28);
  }

  private static byte[] image(
      String syntax, Pixels pixels, byte[] data, String photometric, byte[]... group28) {
    String interpretation = photometric.isEmpty() ? "MONOCHROME2" : photometric;
    return concat(
        preamble(syntax),
        element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2\0"),
        element(0x00080018, "UI", "1.2.3\0"),
        element(0x0020000d, "UI", "1.2.5\0"),
        element(0x0020000e, "UI", "1.2.6\0"),
        element(0x00280002, "US", word(interpretation.startsWith("MONO") ? 1 : 3)),
        element(0x00280004, "CS", even(interpretation.getBytes(StandardCharsets.US_ASCII), ' ')),
        element(0x00280010, "US", word(pixels.rows())),
        element(0x00280011, "US", word(pixels.columns())),
        element(0x00280100, "US", word(pixels.bitsAllocated())),
        element(0x00280101, "US", word(pixels.bitsStored())),
        element(0x00280102, "US", word(pixels.highBit())),
        element(0x00280103, "US", word(pixels.representation())),
        concat(group28),
        element(0x00281052, "DS", "-1000 "),
        element(0x00281053, "DS", "2 "),
        longElementHeader(0x7fe00010, pixels.vr(), data.length),
        data);
  }

  public static byte[] word(int value) {
    return buffer(2).putShort((short) value).array();
  }

  /**
   * Turns an uncompressed file of 16 bits into RLE with literal runs only, as the simplest encoder
   * would.
   */
  public static byte[] runLength(byte[] file, int pixels) {
    byte[] words = Arrays.copyOfRange(file, file.length - 2 * pixels, file.length);
    byte[] header = Arrays.copyOf(file, file.length - 2 * pixels - 12);
    byte[] high = literals(words, 1);
    byte[] low = literals(words, 0);
    byte[] offsets = buffer(64).putInt(2).putInt(64).putInt(64 + high.length).array();
    byte[] frame = even(concat(offsets, high, low), 0);
    byte[] item =
        buffer(8).putShort((short) 0xfffe).putShort((short) 0xe000).putInt(frame.length).array();
    byte[] end = buffer(8).putShort((short) 0xfffe).putShort((short) 0xe0dd).putInt(0).array();
    byte[] table = buffer(8).putShort((short) 0xfffe).putShort((short) 0xe000).putInt(0).array();
    return concat(
        withSyntax(header, "1.2.840.10008.1.2.5"),
        longElementHeader(0x7fe00010, "OB", -1),
        table,
        item,
        frame,
        end);
  }

  private static byte[] literals(byte[] words, int offset) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int count = words.length / 2;
    for (int at = 0; at < count; at += 128) {
      int run = Math.min(128, count - at);
      out.write(run - 1);
      for (int i = at; i < at + run; i++) {
        out.write(words[2 * i + offset]);
      }
    }
    return out.toByteArray();
  }

  /** Replaces the transfer syntax UID of our own writer by one of the same length. */
  private static byte[] withSyntax(byte[] header, String syntax) {
    String text = new String(header, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(DicomUids.EXPLICIT_VR_LITTLE_ENDIAN + "\0");
    byte[] copy = header.clone();
    byte[] uid = syntax.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(uid, 0, copy, at, uid.length);
    return copy;
  }

  public static byte[] element(int tag, String vr, String value) {
    return element(tag, vr, value.getBytes(StandardCharsets.US_ASCII));
  }

  public static byte[] element(int tag, String vr, byte[] value) {
    return concat(
        buffer(8)
            .putShort((short) (tag >>> 16))
            .putShort((short) tag)
            .put(vr.getBytes(StandardCharsets.US_ASCII))
            .putShort((short) value.length)
            .array(),
        value);
  }

  public static byte[] longElementHeader(int tag, String vr, int length) {
    return buffer(12)
        .putShort((short) (tag >>> 16))
        .putShort((short) tag)
        .put(vr.getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 0)
        .putInt(length)
        .array();
  }

  public static byte[] sequence(int tag, byte[] item) {
    return concat(
        longElementHeader(tag, "SQ", item.length + 8),
        buffer(8).putShort((short) 0xfffe).putShort((short) 0xe000).putInt(item.length).array(),
        item);
  }

  public static byte[] sequenceOfUndefinedLength(int tag) {
    return longElementHeader(tag, "SQ", -1);
  }

  public static byte[] itemOfUndefinedLength() {
    return buffer(8).putShort((short) 0xfffe).putShort((short) 0xe000).putInt(-1).array();
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] even(byte[] value, int padding) {
    return value.length % 2 == 0 ? value : concat(value, new byte[] {(byte) padding});
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
