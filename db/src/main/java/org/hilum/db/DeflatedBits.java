package org.hilum.db;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A bit set as bytes (little endian), deflated. */
final class DeflatedBits {

  private DeflatedBits() {}

  static byte[] deflate(BitSet bits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bits.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * @param maximumBits no more are inflated, whatever the bytes say
   */
  static BitSet inflate(byte[] deflated, long maximumBits) {
    int maximumBytes = Math.toIntExact((maximumBits + 7) / 8);
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      return BitSet.valueOf(in.readNBytes(maximumBytes));
    } catch (IOException e) {
      throw new UncheckedIOException("a stored mask is corrupt", e);
    }
  }
}
