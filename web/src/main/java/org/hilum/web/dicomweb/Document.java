package org.hilum.web.dicomweb;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes to send, and a tag that is theirs alone.
 *
 * @param etag the first half of the bytes' SHA-256, quoted as HTTP wants it
 */
record Document(byte[] bytes, String etag) {

  private static final int TAG_BYTES = 16;

  static Document of(byte[] bytes) {
    return new Document(bytes, etagOf(bytes));
  }

  static String etagOf(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
