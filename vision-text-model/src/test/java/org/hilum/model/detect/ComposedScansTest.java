package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.detect.ComposedScans.Scan;
import org.hilum.model.detect.ComposedScans.Truth;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.MetaImage;
import org.hilum.model.volume.Resampler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposedScansTest {

  @TempDir Path folder;
  private SmallTrainingSet set;

  @BeforeEach
  void writeData() throws IOException {
    set = SmallTrainingSet.write(folder);
  }

  private ComposedScans scans(Split split) throws IOException {
    return ComposedScans.read(
        set.headers(), set.annotations(), set.nodules(), set.table(), split, 7);
  }

  @Test
  void holdTheNodulesTheyTellOfAndAreTheSameForTheSameSeed() throws IOException {
    ComposedScans scans = scans(Split.TRAIN);
    Scan scan = scans.compose(3);

    assertThat(scans.bases()).isEqualTo(1);
    assertThat(scan.findings()).filteredOn(Truth::counts).hasSizeGreaterThan(3);
    CtVolume before =
        Resampler.onto(
            MetaImage.read(set.volumes().resolve(SmallTrainingSet.SERIES + ".mhd")),
            scan.volume().grid());
    assertThat(scan.findings().subList(1, scan.findings().size()))
        .filteredOn(Truth::counts)
        .allSatisfy(
            nodule -> {
              assertThat(scan.lungs().isWithin(nodule.center(), 12)).isTrue();
              assertThat(denser(scan.volume(), before, nodule)).isPositive();
            });
    assertThat(
            Arrays.equals(scan.volume().voxels(), scans(Split.TRAIN).compose(3).volume().voxels()))
        .isTrue();
    assertThat(Arrays.equals(scan.volume().voxels(), scans.compose(4).volume().voxels())).isFalse();
  }

  /** Voxels that the nodule made denser; a hollow one has air in its middle. */
  private static int denser(CtVolume volume, CtVolume before, Truth nodule) {
    int reach = (int) (nodule.diameterMm() / 2);
    int count = 0;
    for (int z = -reach; z <= reach; z++) {
      for (int y = -reach; y <= reach; y++) {
        for (int x = -reach; x <= reach; x++) {
          int column = (int) Math.round(volume.grid().columnOf(nodule.center())) + x;
          int row = (int) Math.round(volume.grid().rowOf(nodule.center())) + y;
          int slice = (int) Math.round(volume.grid().sliceOf(nodule.center())) + z;
          if (volume.hu(column, row, slice) - before.hu(column, row, slice) > 80) {
            count++;
          }
        }
      }
    }
    return count;
  }

  @Test
  void aSplitWithoutNodulesIsRefusedByName() throws IOException {
    Files.write(
        set.table(),
        Files.readAllLines(set.table()).stream().filter(row -> !row.contains(",val,")).toList());

    assertThatThrownBy(() -> scans(Split.VAL))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("split val");
  }
}
