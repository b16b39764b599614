package org.hilum.pacs.toolkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a stored file at its data set, to be sent as it is. */
public final class StoredFile {

  private static final int PREAMBLE_BYTES = 132;
  private static final int HEADER_BYTES = 8;

  private StoredFile() {}

  /** The bytes after the file meta information, not decoded and not inflated. */
  public static InputStream openDataset(Path file) throws IOException {
    long offset = datasetOffset(file);
    InputStream in = Files.newInputStream(file);
    try {
      in.skipNBytes(offset);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** File meta information is always Explicit VR Little Endian, in group 0002 (PS3.10 7.1). */
  private static long datasetOffset(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      byte[] preamble = in.readNBytes(PREAMBLE_BYTES);
      boolean hasPrefix =
          preamble.length == PREAMBLE_BYTES
              && preamble[128] == 'D'
              && preamble[129] == 'I'
              && preamble[130] == 'C'
              && preamble[131] == 'M';
      if (!hasPrefix) {
        return 0;
      }
      long offset = PREAMBLE_BYTES;
      while (true) {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES || header[0] != 2 || header[1] != 0) {
          return offset;
        }
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        long length = fields.getShort(6) & 0xffff;
        long headerBytes = HEADER_BYTES;
        if (header[4] == 'O' || (header[4] == 'U' && header[5] != 'I' && header[5] != 'L')) {
          byte[] longLength = in.readNBytes(4);
          if (longLength.length < 4) {
            throw new EOFException("ends in its file meta information");
          }
          length =
              ByteBuffer.wrap(longLength).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
          headerBytes += 4;
        }
        in.skipNBytes(length);
        offset += headerBytes + length;
      }
    }
  }
}
