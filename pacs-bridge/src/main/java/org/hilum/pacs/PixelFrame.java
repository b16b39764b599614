package org.hilum.pacs;

import static java.util.Objects.requireNonNull;

/**
 * One uncompressed monochrome frame with the values that describe it. The bytes are what an
 * Explicit VR Little Endian file would hold: 1 or 2 bytes a pixel, row by row, the sample in the
 * low bits, sign-extended where signed, and no overlay bits.
 *
 * @param bytes {@code rows * columns * bitsAllocated / 8} of them
 * @param bitsAllocated 8 or 16
 * @param bitsStored how many of them are meaningful; the high bit is always {@code bitsStored - 1}
 * @param signed whether Pixel Representation (0028,0103) is 1
 * @param photometricInterpretation MONOCHROME2 or MONOCHROME1
 */
public record PixelFrame(
    byte[] bytes,
    int rows,
    int columns,
    int bitsAllocated,
    int bitsStored,
    boolean signed,
    String photometricInterpretation,
    double rescaleSlope,
    double rescaleIntercept) {

  public PixelFrame {
    requireNonNull(bytes, "bytes");
    requireNonNull(photometricInterpretation, "photometricInterpretation");
  }
}
