package org.hilum.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The CT series writer")
class CtSeriesWriterTest {

  private final CtSeriesWriter writer = new CtSeriesWriter();

  @TempDir Path folder;

  @Test
  void writesFilesInWhichDciodvfyFindsNoError() throws Exception {
    TestData.assumePrograms("dciodvfy");
    for (Path file : TestSeries.write(folder, 3)) {
      TestData.Outcome outcome = TestData.tryRun("dciodvfy", file.toString());

      assertThat(outcome.output()).contains("CTImage").doesNotContain("Error");
    }
  }

  @Test
  void writesWhatTheReaderReadsBack() throws Exception {
    List<Path> files = TestSeries.write(folder, 3);

    DicomInstance instance = new DicomFiles().readHeader(files.get(1));

    assertThat(instance.transferSyntaxUid()).isEqualTo(DicomUids.EXPLICIT_VR_LITTLE_ENDIAN);
    assertThat(instance.sopClassUid()).isEqualTo(DicomUids.CT_IMAGE_STORAGE);
    assertThat(instance.patient())
        .isEqualTo(
            new DicomInstance.Patient(
                "P-1", "Wang^XiaoDong=王^小东", "M", LocalDate.of(1960, 5, 17), 64.0));
    assertThat(instance.study())
        .isEqualTo(
            new DicomInstance.Study(
                instance.studyInstanceUid(),
                LocalDate.of(2025, 1, 31),
                LocalTime.of(10, 11, 12),
                "ACC-1",
                "胸部CT平扫"));
    assertThat(instance.series().modality()).isEqualTo("CT");
    assertThat(instance.image().position())
        .isEqualTo(new DicomInstance.Vector(-20.5, -30.25, -98.75));
    assertThat(instance.image().orientation().normal())
        .isEqualTo(new DicomInstance.Vector(0, 0, 1));
    assertThat(instance.image().pixelSpacing()).isEqualTo(new DicomInstance.PixelSpacing(0.7, 0.7));
    assertThat(instance.image().sliceThicknessMm()).isEqualTo(1.25);
    assertThat(instance.image().convolutionKernel()).isEqualTo("LUNG");
    assertThat(new PixelDecoder().hu(files.get(1))).isEqualTo(TestSeries.slice(1));

    PatientHistory history = new DicomFiles().history(files.get(1));
    assertThat(history.smokingStatus()).isEqualTo("YES");
    assertThat(history.texts())
        .containsExactly(
            new PatientHistory.Entry(
                "AdditionalPatientHistory (0010,21B0)", "吸烟30年\\每日20支; father had lung cancer"),
            new PatientHistory.Entry("ReasonForTheRequestedProcedure (0040,1002)", "发现肺结节"));
  }

  @Test
  void derivesTheSameIdentifiersFromTheSameSeedAndOthersFromAnother() throws Exception {
    List<Path> first = TestSeries.write(folder.resolve("a"), 2);
    List<Path> again = TestSeries.write(folder.resolve("b"), 2);
    List<Path> other =
        writer.write(
            folder.resolve("c"), TestSeries.description("other"), 32, 24, 2, TestSeries::slice);

    assertThat(again.get(0)).hasSameBinaryContentAs(first.get(0));
    DicomFiles files = new DicomFiles();
    assertThat(files.readHeader(other.get(0)).studyInstanceUid())
        .isNotEqualTo(files.readHeader(first.get(0)).studyInstanceUid());
    assertThat(files.readHeader(first.get(1)).sopInstanceUid())
        .isNotEqualTo(files.readHeader(first.get(0)).sopInstanceUid());
    assertThat(DicomUids.isValid(files.readHeader(first.get(0)).sopInstanceUid())).isTrue();
  }

  @Test
  void refusesASliceOfAnotherSizeAndLeavesNoPartOfIt() {
    assertThatThrownBy(
            () ->
                writer.write(folder, TestSeries.description("x"), 32, 24, 1, slice -> new short[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slice 0 has 5 values");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesTextThatItsAttributeCannotTake() {
    CtSeriesDescription description = TestSeries.description("x", "y".repeat(65));

    assertThatThrownBy(() -> writer.write(folder, description, 32, 24, 1, TestSeries::slice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(0008,1030) takes 64 characters, not 65");
    assertThat(Files.exists(folder.resolve("slice-0001.dcm"))).isFalse();
  }
}
