package org.hilum.ingest.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.hilum.ingest.study.SeriesGeometry.Axis;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.PixelDecoder;

/** Reads a series into a volume, whatever way its slices are stored: prone, feet first, turned. */
public final class SeriesVolumeReader {

  private final PixelDecoder decoder;

  public SeriesVolumeReader(PixelDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * @throws SeriesRefusedException if the series is not one straight, even, complete axial stack
   * @throws IOException if a slice cannot be read; the message names the file
   */
  public SeriesVolume read(CtSeries series) throws SeriesRefusedException, IOException {
    SeriesGeometry geometry = SeriesGeometry.of(series);
    VolumeGrid grid = geometry.grid();
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

  private void readSlice(SeriesGeometry geometry, int slice, short[] voxels) {
    short[] stored;
    try {
      stored = decoder.hu(geometry.slices().get(slice).file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    VolumeGrid grid = geometry.grid();
    Axis alongRow = geometry.alongRow();
    Axis alongColumn = geometry.alongColumn();
    int start = slice * grid.voxelsPerSlice();
    if (alongRow.leftRight() && alongRow.positive() && alongColumn.positive()) {
      System.arraycopy(stored, 0, voxels, start, stored.length);
      return;
    }
    int storedColumns = alongRow.leftRight() ? grid.columns() : grid.rows();
    for (int row = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++) {
        int alongStoredRow = along(alongRow, alongRow.leftRight() ? column : row, storedColumns);
        int alongStoredColumn =
            along(
                alongColumn,
                alongRow.leftRight() ? row : column,
                alongRow.leftRight() ? grid.rows() : grid.columns());
        voxels[start + row * grid.columns() + column] =
            stored[alongStoredColumn * storedColumns + alongStoredRow];
      }
    }
  }

  private static int along(Axis axis, int index, int length) {
    return axis.positive() ? index : length - 1 - index;
  }
}
