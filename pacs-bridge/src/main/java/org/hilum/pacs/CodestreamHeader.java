package org.hilum.pacs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.hilum.pacs.toolkit.DicomReader;

/**
 * What a compressed image says of itself, read before a decoder is let loose on it: decoders
 * allocate whatever the stream announces.
 *
 * @param signed whether the codec itself knows the samples to be signed (JPEG 2000 only)
 */
record CodestreamHeader(int columns, int rows, int samples, int bits, boolean signed) {

  private static final int JPEG_START_OF_IMAGE = 0xffd8;
  private static final int JPEG_LOSSLESS_FRAME = 0xffc3;
  private static final int JPEG_START_OF_SCAN = 0xffda;
  private static final int J2K_START = 0xff4f;
  private static final int J2K_SIZE = 0xff51;

  /** Reads the frame header SOF3 (ITU-T T.81 B.2.2). */
  static CodestreamHeader jpegLossless(Path file, byte[] stream) throws DicomFormatException {
    try {
      ByteBuffer in = ByteBuffer.wrap(stream);
      if ((in.getShort() & 0xffff) != JPEG_START_OF_IMAGE) {
        throw DicomReader.malformed(file, "its pixel data are no JPEG image", null);
      }
      while (true) {
        int marker = in.getShort() & 0xffff;
        if (marker == 0xffff) {
          in.position(in.position() - 1);
          continue;
        }
        int length = in.getShort() & 0xffff;
        if (marker == JPEG_LOSSLESS_FRAME) {
          int bits = in.get() & 0xff;
          int rows = in.getShort() & 0xffff;
          int columns = in.getShort() & 0xffff;
          return new CodestreamHeader(columns, rows, in.get() & 0xff, bits, false);
        }
        if (marker < 0xff00 || length < 2 || marker == JPEG_START_OF_SCAN) {
          throw DicomReader.malformed(file, "its pixel data are no lossless JPEG image", null);
        }
        in.position(in.position() + length - 2);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw DicomReader.malformed(file, "its JPEG image ends in its header", e);
    }
  }

  /** Reads the SIZ marker segment (ITU-T T.800 A.5.1). */
  static CodestreamHeader jpeg2000(Path file, byte[] stream) throws DicomFormatException {
    try {
      ByteBuffer in = ByteBuffer.wrap(stream);
      if ((in.getShort() & 0xffff) != J2K_START || (in.getShort() & 0xffff) != J2K_SIZE) {
        throw DicomReader.malformed(file, "its pixel data are no JPEG 2000 codestream", null);
      }
      in.getShort();
      in.getShort();
      long right = in.getInt() & 0xffffffffL;
      long bottom = in.getInt() & 0xffffffffL;
      long left = in.getInt() & 0xffffffffL;
      long top = in.getInt() & 0xffffffffL;
      in.position(in.position() + 16);
      int components = in.getShort() & 0xffff;
      int depth = in.get() & 0xff;
      return new CodestreamHeader(
          (int) Math.min(Integer.MAX_VALUE, right - left),
          (int) Math.min(Integer.MAX_VALUE, bottom - top),
          components,
          (depth & 0x7f) + 1,
          (depth & 0x80) != 0);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw DicomReader.malformed(file, "its JPEG 2000 image ends in its header", e);
    }
  }

  void requireFits(Path file, PixelLayout layout) throws DicomFormatException {
    if (columns != layout.columns()
        || rows != layout.rows()
        || samples != 1
        || bits > layout.bitsAllocated()) {
      throw DicomReader.malformed(
          file,
          "its compressed image is %d by %d pixels of %d samples and %d bits, its header says %d by %d of 1 and %d"
              .formatted(
                  columns,
                  rows,
                  samples,
                  bits,
                  layout.columns(),
                  layout.rows(),
                  layout.bitsStored()),
          null);
    }
  }
}
