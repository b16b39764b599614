package org.hilum.pacs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.hilum.pacs.toolkit.DicomReader;

/**
 * RLE Lossless (PS3.5 annex G): PackBits, a segment for each byte of the pixel, high byte first.
 */
final class RunLength {

  private static final int HEADER_BYTES = 64;

  private RunLength() {}

  static short[] decode(Path file, byte[] frame, PixelLayout layout) throws DicomFormatException {
    int segments = layout.bitsAllocated() / 8;
    if (frame.length < HEADER_BYTES) {
      throw DicomReader.malformed(file, "its RLE frame has no header", null);
    }
    ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != segments) {
      throw DicomReader.malformed(
          file,
          "its RLE frame has %d segments where %d are due".formatted(header.getInt(0), segments),
          null);
    }
    short[] words = new short[layout.pixels()];
    for (int segment = 0; segment < segments; segment++) {
      int start = header.getInt(4 + 4 * segment);
      int end = segment + 1 < segments ? header.getInt(8 + 4 * segment) : frame.length;
      if (start < HEADER_BYTES || end < start || end > frame.length) {
        throw DicomReader.malformed(file, "the offsets of its RLE frame are wrong", null);
      }
      unpack(file, frame, start, end, words, 8 * (segments - 1 - segment));
    }
    return words;
  }

  private static void unpack(Path file, byte[] frame, int start, int end, short[] words, int shift)
      throws DicomFormatException {
    int in = start;
    int out = 0;
    while (out < words.length) {
      if (in >= end) {
        throw cutShort(file, out, words.length);
      }
      int control = frame[in++];
      if (control >= 0) {
        int count = Math.min(control + 1, words.length - out);
        if (in + count > end) {
          throw cutShort(file, out, words.length);
        }
        for (int i = 0; i < count; i++) {
          words[out++] |= (short) ((frame[in + i] & 0xff) << shift);
        }
        in += control + 1;
      } else if (control != -128) {
        if (in >= end) {
          throw cutShort(file, out, words.length);
        }
        int value = (frame[in++] & 0xff) << shift;
        int last = Math.min(out + 1 - control, words.length);
        while (out < last) {
          words[out++] |= (short) value;
        }
      }
    }
  }

  private static DicomFormatException cutShort(Path file, int pixel, int pixels) {
    return DicomReader.malformed(
        file, "its RLE frame ends at pixel %d of %d".formatted(pixel, pixels), null);
  }
}
