package org.hilum.ingest.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.PixelDecoder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A real CT study")
class RealStudyTest {

  private final StudyFolderReader reader =
      new StudyFolderReader(new DicomFiles(), new SeriesChooser());
  private final SeriesVolumeReader volumes = new SeriesVolumeReader(new PixelDecoder());

  @ParameterizedTest(name = "{0} has {1} slices {2} mm apart")
  @CsvSource({
    "LIDC-IDRI-0001, 133, 2.5, 0.703",
    "LIDC-IDRI-0063, 133, 2.5, 0.781",
    "LIDC-IDRI-0005, 133, 2.5, 0.664"
  })
  void becomesAVolumeOfItsSize(String name, int slices, double spacingMm, double pixelMm)
      throws Exception {
    StudyContents contents = reader.read(RealData.ct(name));

    assertThat(contents.chosen()).as("decisions %s", contents.decisions()).isPresent();
    SeriesVolume series = volumes.read(contents.chosen().orElseThrow());

    VolumeGrid grid = series.volume().grid();
    assertThat(grid.slices()).isEqualTo(slices);
    assertThat(grid.sliceSpacingMm()).isCloseTo(spacingMm, within(0.001));
    assertThat(grid.columnSpacingMm()).isCloseTo(pixelMm, within(0.001));
  }

  @Test
  @DisplayName("shows its nodule where the readers marked it")
  void showsItsNoduleWhereTheReadersMarkedIt() throws Exception {
    StudyContents contents = reader.read(RealData.ct("LIDC-IDRI-0001"));
    CtVolume volume = volumes.read(contents.chosen().orElseThrow()).volume();

    VolumeGrid grid = volume.grid();
    PatientPoint nodule = new PatientPoint(56.2, 86.0, -115);
    int column = (int) Math.round(grid.columnOf(nodule));
    int row = (int) Math.round(grid.rowOf(nodule));
    int slice = (int) Math.round(grid.sliceOf(nodule));
    assertThat(volume.hu(column, row, slice))
        .as("soft tissue")
        .isBetween((short) -150, (short) 250);
  }

  @Test
  @DisplayName("has the same content hash whatever the order of its files")
  void hasTheSameContentHashWhateverTheOrderOfItsFiles() throws Exception {
    StudyContents contents = reader.read(RealData.ct("LIDC-IDRI-0001"));
    java.util.List<org.hilum.pacs.DicomInstance> reversed =
        new java.util.ArrayList<>(contents.instances());
    java.util.Collections.reverse(reversed);

    assertThat(new StudyContents(reversed, contents.decisions()).contentHash())
        .isEqualTo(contents.contentHash())
        .hasSize(64);
  }
}
