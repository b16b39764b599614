package org.hilum.validation.lidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.DicomFiles;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.SharedData;
import org.hilum.validation.csv.AnnotationTable;
import org.hilum.validation.studies.SeriesFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five real series and their readings; expected places are those of the data's README. */
class LidcCollectionTest {

  @TempDir Path folder;
  private final DicomFiles dicom = new DicomFiles();
  private final InputProblems problems = new InputProblems();

  private LidcReference reference(String patient) {
    Path data = SharedData.at("ct/" + patient);
    SeriesFiles series = SeriesFiles.under(data, dicom, problems);
    List<LidcReference> references = new LidcCollection(dicom).references(series, data, problems);
    assertThat(problems.kept()).isEmpty();
    assertThat(references).hasSize(1);
    return references.get(0);
  }

  private static void assertNodule(
      LidcFinding nodule, PatientPoint center, double diameterMm, int readers) {
    assertThat(nodule.kind()).isEqualTo(LidcFinding.Kind.NODULE);
    assertThat(nodule.center().distanceMmTo(center)).isLessThan(1.5);
    assertThat(nodule.diameterMm()).isEqualTo(diameterMm, within(0.1));
    assertThat(nodule.readers()).isEqualTo(readers);
  }

  @Test
  void theFirstPatientHasOneNoduleByAllFourReadersAndItsSmallMarksAreExcluded() {
    LidcReference reference = reference("LIDC-IDRI-0001");

    assertThat(reference.nodules()).hasSize(1);
    // The diameters here are those of nodules.csv, which were computed elsewhere.
    assertNodule(reference.nodules().get(0), new PatientPoint(56.2, 86.0, -115), 23.107, 4);
    assertThat(reference.nodules().get(0).ratings())
        .extracting(LidcRatings::malignancy)
        .containsExactlyInAnyOrder(5, 5, 5, 4);
    assertThat(reference.excluded())
        .filteredOn(f -> f.kind() == LidcFinding.Kind.NODULE_UNDER_3_MM)
        .hasSize(3)
        .extracting(f -> f.center().zMm())
        .containsExactly(-150.0, -175.0, -175.0);
    assertThat(reference.unplaced()).isZero();
  }

  @Test
  void aNoduleByTwoReadersIsExcludedAndThoseByThreeAreNot() {
    LidcReference reference = reference("LIDC-IDRI-0063");

    assertThat(reference.nodules()).hasSize(2);
    assertNodule(reference.nodules().get(0), new PatientPoint(-88.4, 20.3, -103.3), 6.996, 4);
    assertNodule(reference.nodules().get(1), new PatientPoint(-45.8, 60.0, -201.3), 8.78, 3);
    LidcFinding byTwo =
        reference.excluded().stream()
            .filter(f -> f.kind() == LidcFinding.Kind.NODULE && f.readers() == 2)
            .findAny()
            .orElseThrow();
    assertNodule(byTwo, new PatientPoint(-21.1, 35.0, -141.9), 11.3, 2);
  }

  @Test
  void theTrainingPatientsHoldTheNodulesThatTheDataDescribe() {
    assertThat(reference("LIDC-IDRI-0004").nodules())
        .singleElement()
        .satisfies(n -> assertThat(n.diameterMm()).isEqualTo(4.811, within(0.05)));
    assertThat(reference("LIDC-IDRI-0005").nodules())
        .extracting(LidcFinding::readers)
        .containsExactly(4, 4);
    assertThat(reference("LIDC-IDRI-0008").nodules())
        .extracting(LidcFinding::readers)
        .containsExactlyInAnyOrder(3, 4);
  }

  @Test
  void writtenAnnotationsReadBackAsLuna16Tables() throws IOException {
    LidcReference reference = reference("LIDC-IDRI-0001");
    Path file = folder.resolve("annotations.csv");

    LidcCollection.write(file, List.of(reference), false);
    assertThat(AnnotationTable.read(file, problems))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.value().seriesInstanceUid()).isEqualTo(reference.seriesInstanceUid());
              assertThat(row.value().diameterMm()).isEqualTo(23.1, within(0.05));
            });
    LidcCollection.write(file, List.of(reference), true);
    assertThat(AnnotationTable.read(file, problems)).hasSameSizeAs(reference.excluded());
    assertThat(problems.count()).isZero();
  }

  @Test
  void aSeriesInTwoFoldersAMissingSeriesAndADamagedImageAreNamedAndTheRestGoesOn()
      throws IOException {
    Path data = SharedData.at("ct/LIDC-IDRI-0001");
    Path a = Files.createDirectories(folder.resolve("a"));
    Path b = Files.createDirectories(folder.resolve("b"));
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.sorted().limit(40).toList()) {
        Files.copy(file, a.resolve(file.getFileName()));
      }
    }
    Files.copy(a.resolve("000002.dcm"), b.resolve("again.dcm"));
    byte[] whole = Files.readAllBytes(data.resolve("000050.dcm"));
    Files.write(b.resolve("cut.dcm"), Arrays.copyOf(whole, whole.length / 2));
    Path xml = Files.createDirectories(folder.resolve("xml"));
    Files.copy(data.resolve("069.xml"), xml.resolve("069.xml"));
    Files.copy(SharedData.at("ct/LIDC-IDRI-0063/197.xml"), xml.resolve("197.xml"));
    Files.writeString(xml.resolve("broken.xml"), "<LidcReadMessage>");

    SeriesFiles series = SeriesFiles.under(folder, dicom, problems);
    List<LidcReference> references = new LidcCollection(dicom).references(series, xml, problems);

    assertThat(references).hasSize(1);
    assertThat(references.get(0).unplaced()).isPositive();
    assertThat(problems.kept())
        .extracting(InputProblem::toString)
        .anyMatch(p -> p.contains("again.dcm: series") && p.contains("lies here and in"))
        .anyMatch(p -> p.contains("cut.dcm"))
        .anyMatch(p -> p.contains("197.xml: series") && p.contains("not under the data folder"))
        .anyMatch(p -> p.contains("broken.xml:1: not well-formed"))
        .anyMatch(p -> p.contains("069.xml") && p.contains("does not hold"));
  }

  @Test
  void aFolderWithoutReadingsIsRefused() {
    SeriesFiles none = SeriesFiles.under(folder, dicom, problems);
    assertThatThrownBy(() -> new LidcCollection(dicom).references(none, folder, problems))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no reading of LIDC-IDRI");
    assertThatThrownBy(() -> SeriesFiles.under(folder.resolve("absent"), dicom, problems))
        .isInstanceOf(InputException.class);
  }
}
