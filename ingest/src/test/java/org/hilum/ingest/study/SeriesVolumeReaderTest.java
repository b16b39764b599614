package org.hilum.ingest.study;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.PixelDecoder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A volume")
class SeriesVolumeReaderTest {

  private static final long MB = 1 << 20;

  /** 80 slices of half a megabyte. */
  private static final long VOLUME_MB = 40;

  private final TestSeries series = new TestSeries();

  SeriesVolumeReaderTest() {
    series.slices = 80;
  }

  private static SeriesVolumeReader reader(long heapMb, int studiesAtOnce) {
    return new SeriesVolumeReader(new PixelDecoder(), heapMb * MB, studiesAtOnce);
  }

  @Test
  @DisplayName("larger than half of the heap is not read, and one line says what helps")
  void largerThanHalfOfTheHeap() {
    assertThatThrownBy(() -> reader(2 * VOLUME_MB - 2, 1).read(series.build()))
        .isInstanceOf(VolumeTooLargeException.class)
        .hasMessage(
            "Series 1.2.3.1: its 80 slices x 512 rows x 512 columns are a volume of 40 MB, and"
                + " memory has room for 39 MB; set HILUM_JAVA_OPTS=-Xmx81m and start again, or send"
                + " a series of fewer slices");
  }

  @Test
  @DisplayName("that fits is read, here until the first file that there is not")
  void thatFits() {
    assertThatThrownBy(() -> reader(2 * VOLUME_MB, 1).read(series.build()))
        .isNotInstanceOf(VolumeTooLargeException.class)
        .isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("shares the room with the studies that are read at the same time")
  void sharesTheRoom() {
    assertThatThrownBy(() -> reader(2 * VOLUME_MB, 2).read(series.build()))
        .isInstanceOf(VolumeTooLargeException.class)
        .hasMessageContaining("room for 20 MB; set HILUM_JAVA_OPTS=-Xmx161m");
  }

  @Test
  @DisplayName("shares the room with the one that it is compared with")
  void sharesTheRoomWithTheOneBeside() {
    VolumeGrid grid = new VolumeGrid(512, 512, 20, 0.7, 0.7, 2.5, new PatientPoint(0, 0, 0));
    CtVolume beside = new CtVolume(grid, new short[grid.voxelCount()]);

    assertThatThrownBy(() -> reader(2 * VOLUME_MB, 1).read(series.build(), beside))
        .isInstanceOf(VolumeTooLargeException.class)
        .hasMessageContaining("room for 40 MB, of which the series beside it takes 10; set")
        .hasMessageContaining("-Xmx101m");
  }

  @Test
  @DisplayName("of more voxels than an array holds is not read, whatever the memory")
  void ofMoreVoxelsThanAnArrayHolds() {
    series.slices = 8192;

    assertThatThrownBy(() -> reader(100_000, 1).read(series.build()))
        .isInstanceOf(VolumeTooLargeException.class)
        .hasMessageContaining("more than Hilum can hold in one piece");
  }
}
