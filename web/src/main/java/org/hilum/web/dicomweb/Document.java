package org.hilum.web.dicomweb;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes to send, and a tag that is theirs alone. */
final class Document {

  private static final int TAG_BYTES = 16;

  private final byte[] bytes;
  private final String etag;

  /**
   * @param bytes kept and not copied
   */
  Document(byte[] bytes) {
    this.bytes = bytes;
    this.etag = etagOf(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  String etag() {
    return etag;
  }

  /** The first half of the bytes' SHA-256, quoted as HTTP wants it. */
  static String etagOf(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
