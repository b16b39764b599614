package org.hilum.pacs;

import java.nio.file.Path;

/** Decodes the pixels of single-frame monochrome images. Thread-safe. */
public final class PixelDecoder {

  /** The lowest value that {@link #hu} gives: air, to which padding is raised. */
  public static final short AIR_HU = -1024;

  /**
   * Decodes the image to Hounsfield units, row by row: rescaled, rounded to the nearest whole
   * number, padding and everything below air raised to {@link #AIR_HU}.
   *
   * @throws DicomFormatException if the file is damaged, or holds what Hilum does not read (colour,
   *     MONOCHROME1, several frames, another transfer syntax), which the message names
   */
  public short[] hu(Path file) throws DicomFormatException {
    throw new UnsupportedOperationException();
  }

  /**
   * Decodes the image to the stored values, uncompressed, as a browser's viewer takes them.
   *
   * @throws DicomFormatException as {@link #hu}
   */
  public PixelFrame frame(Path file) throws DicomFormatException {
    throw new UnsupportedOperationException();
  }
}
