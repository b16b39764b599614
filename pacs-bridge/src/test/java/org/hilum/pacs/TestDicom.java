package org.hilum.pacs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

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

  /** A CT instance without pixels whose Additional Patient History is the given bytes. */
  public static byte[] instance(String sopInstanceUid, String characterSet, byte[] history) {
    return concat(
        preamble(),
        element(0x00080005, "CS", even(characterSet.getBytes(StandardCharsets.US_ASCII), ' ')),
        element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2\0"),
        element(0x00080018, "UI", even(sopInstanceUid.getBytes(StandardCharsets.US_ASCII), 0)),
        element(0x001021b0, "LT", even(history, ' ')),
        element(0x0020000d, "UI", "1.2.5\0"),
        element(0x0020000e, "UI", "1.2.6\0"));
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
