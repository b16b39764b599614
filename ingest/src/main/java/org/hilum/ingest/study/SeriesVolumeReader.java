package org.hilum.ingest.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.PixelDecoder;
import org.jspecify.annotations.Nullable;

/** Reads a series into a volume, whatever way its slices are stored: prone, feet first, turned. */
public final class SeriesVolumeReader {

  /** Of the heap: one part for volumes, one for the program and what it computes from them. */
  private static final int PARTS = 2;

  private static final int MB = 1 << 20;

  /** As much as any Java allows. */
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final PixelDecoder decoder;
  private final long heapBytes;
  private final int studiesAtOnce;

  public SeriesVolumeReader(PixelDecoder decoder) {
    this(decoder, 1);
  }

  /**
   * @param studiesAtOnce how many studies share the memory
   */
  public SeriesVolumeReader(PixelDecoder decoder, int studiesAtOnce) {
    this(decoder, Runtime.getRuntime().maxMemory(), studiesAtOnce);
  }

  SeriesVolumeReader(PixelDecoder decoder, long heapBytes, int studiesAtOnce) {
    this.decoder = decoder;
    this.heapBytes = heapBytes;
    this.studiesAtOnce = studiesAtOnce;
  }

  /**
   * @throws SeriesRefusedException if the series is not one straight, even, complete axial stack
   * @throws VolumeTooLargeException if this Java's memory cannot hold the volume
   * @throws IOException if a slice cannot be read; the message names the file
   */
  public SeriesVolume read(CtSeries series) throws SeriesRefusedException, IOException {
    return read(series, null);
  }

  /**
   * As {@link #read(CtSeries)}, while another volume is held.
   *
   * @param beside what the volume is to be compared with; null for nothing
   */
  public SeriesVolume read(CtSeries series, @Nullable CtVolume beside)
      throws SeriesRefusedException, IOException {
    SeriesGeometry geometry = SeriesGeometry.of(series);
    VolumeGrid grid = geometry.grid();
    requireRoom(series, grid, beside == null ? 0 : bytes(beside.grid()));
    short[] voxels = new short[grid.voxelCount()];
    try {
      IntStream.range(0, grid.slices())
          .parallel()
          .forEach(slice -> readSlice(geometry, slice, voxels));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new SeriesVolume(new CtVolume(grid, voxels), geometry.slices());
  }

  private void requireRoom(CtSeries series, VolumeGrid grid, long heldBytes)
      throws VolumeTooLargeException {
    long bytes = bytes(grid);
    long roomBytes = heapBytes / PARTS / studiesAtOnce;
    boolean fits = bytes <= roomBytes - heldBytes;
    if (fits && bytes / Short.BYTES <= LARGEST_ARRAY) {
      return;
    }
    String size =
        "Series %s: its %d slices x %d rows x %d columns are a volume of %d MB"
            .formatted(
                series.instanceUid(), grid.slices(), grid.rows(), grid.columns(), bytes / MB);
    throw new VolumeTooLargeException(
        fits
            ? size + ", more than Hilum can hold in one piece; send a series of fewer slices"
            : size
                + ", and memory has room for %d MB%s; set HILUM_JAVA_OPTS=-Xmx%dm and start again, or send a series of fewer slices"
                    .formatted(
                        roomBytes / MB,
                        heldBytes == 0
                            ? ""
                            : ", of which the series beside it takes %d".formatted(heldBytes / MB),
                        (bytes + heldBytes) * PARTS * studiesAtOnce / MB + 1));
  }

  private static long bytes(VolumeGrid grid) {
    return (long) Short.BYTES * grid.columns() * grid.rows() * grid.slices();
  }

  private void readSlice(SeriesGeometry geometry, int slice, short[] voxels) {
    short[] stored;
    try {
      stored = decoder.hu(geometry.slices().get(slice).file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    VolumeGrid grid = geometry.grid();
    int start = slice * grid.voxelsPerSlice();
    if (geometry.isStoredAsGrid()) {
      System.arraycopy(stored, 0, voxels, start, stored.length);
      return;
    }
    for (int row = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++) {
        voxels[start + row * grid.columns() + column] = stored[geometry.storedPixel(column, row)];
      }
    }
  }
}
