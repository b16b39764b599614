package org.hilum.pacs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/** Writes CT series: CT Image Storage, Explicit VR Little Endian, signed 16 bits, UTF-8 texts. */
public final class CtSeriesWriter {

  /**
   * Writes one file a slice, named {@code slice-0001.dcm} and on, from the feet to the head.
   *
   * @param slices gives each slice's Hounsfield units, row by row, {@code columns * rows} of them
   * @return the files written, in the order of the slices
   * @throws IOException if the folder cannot be created or written
   */
  public List<Path> write(
      Path folder,
      CtSeriesDescription description,
      int columns,
      int rows,
      int sliceCount,
      IntFunction<short[]> slices)
      throws IOException {
    throw new UnsupportedOperationException();
  }
}
