package org.hilum.ingest.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
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
