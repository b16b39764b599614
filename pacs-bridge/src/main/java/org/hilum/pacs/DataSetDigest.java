package org.hilum.pacs;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a file's data set: of everything behind the file meta information, which every
 * program that passes a file on writes anew (PS3.10 7.1).
 */
public final class DataSetDigest {

  private static final int PREAMBLE_AND_PREFIX = 132;
  private static final int GROUP_LENGTH_ELEMENT = 12;
  private static final int LONGEST_META_INFORMATION = 1 << 16;

  private DataSetDigest() {}

  /**
   * @return lower-case hex
   * @throws IOException if the file cannot be read or has no file meta information
   */
  public static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      in.skipNBytes(PREAMBLE_AND_PREFIX);
      ByteBuffer groupLength =
          ByteBuffer.wrap(in.readNBytes(GROUP_LENGTH_ELEMENT)).order(ByteOrder.LITTLE_ENDIAN);
      if (groupLength.limit() < GROUP_LENGTH_ELEMENT || groupLength.getInt(0) != 0x00000002) {
        throw new IOException(file + ": has no file meta information; it is no DICOM file");
      }
      int length = groupLength.getInt(8);
      if (length < 0 || length > LONGEST_META_INFORMATION) {
        throw new IOException(file + ": the length of its file meta information is absurd");
      }
      in.skipNBytes(length);
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (EOFException e) {
      throw new IOException(file + ": ends within its file meta information; send it again", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
