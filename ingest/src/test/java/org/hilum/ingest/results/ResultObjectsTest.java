package org.hilum.ingest.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.CtSeriesDescription;
import org.hilum.pacs.CtSeriesWriter;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.results.DicomObject;
import org.hilum.pacs.results.NoduleResult;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A judged study's objects")
class ResultObjectsTest {

  private static final int SIDE = 24;
  private static final int SLICES = 20;

  @TempDir Path folder;
  private final List<DicomInstance> slices = new ArrayList<>();

  @BeforeEach
  void writeSeries() throws IOException {
    List<Path> files =
        new CtSeriesWriter()
            .write(folder, DESCRIPTION, SIDE, SIDE, SLICES, slice -> new short[SIDE * SIDE]);
    for (Path file : files) {
      slices.add(new DicomFiles().readHeader(file));
    }
  }

  private static final CtSeriesDescription DESCRIPTION =
      new CtSeriesDescription(
          "result objects",
          // No age, and a name that would be markup elsewhere.
          new CtSeriesDescription.Patient("P1", "<b>&O'Neil^王=王^小东", null, null, null, null, null),
          new CtSeriesDescription.Study(LocalDate.of(2026, 1, 5), LocalTime.NOON, "A1", "CT", null),
          new CtSeriesDescription.Series(2, "Lung", "CHEST", "LUNG", 120),
          new CtSeriesDescription.Equipment("Hilum", "test", "1"),
          -10,
          -20,
          -30,
          0.8,
          2.5,
          2.5);

  private ResultObjects objects(NoduleFinding... findings) throws IOException {
    List<NoduleFinding> list = List.of(findings);
    Report report =
        new Report(
            Language.EN,
            "CT chest",
            "Research use only.",
            List.of(),
            List.of(new Section(SectionKind.IMPRESSION, "Impression", List.of("..."))));
    return ResultObjects.of(
        new ResultInput(
            slices.get(0),
            slices,
            list,
            list.stream().collect(Collectors.toMap(NoduleFinding::id, f -> "2.25." + f.id())),
            new ModelInfo("Hilum", "1", "fp32"),
            report,
            "1",
            LocalDateTime.of(2026, 1, 5, 12, 30),
            null,
            List.of()));
  }

  private static NoduleFinding finding(int id, PatientPoint center, NoduleMask mask) {
    return finding(id, center, mask, true);
  }

  private static NoduleFinding finding(
      int id, PatientPoint center, NoduleMask mask, boolean familiar) {
    return new NoduleFinding(
        id,
        center,
        6,
        5,
        90,
        0.9,
        0.5,
        new NoduleFinding.Interval(0.2, 0.8),
        new NoduleAttributes(3, 4.5, 1, 3, 5, 3, 5),
        null,
        List.of(),
        new NoduleFinding.ModalityShare(1, 0),
        mask,
        familiar);
  }

  private static NoduleMask box(int column, int row, int slice, int size) {
    BitSet bits = new BitSet();
    bits.set(0, size * size * size);
    return new NoduleMask(column, row, slice, size, size, size, bits);
  }

  @Test
  @DisplayName("draw an outline in the volume's last corner on the pixels of that corner")
  void drawAnOutlineInTheLastCorner() throws IOException {
    NoduleResult nodule =
        objects(finding(1, new PatientPoint(7.6, -2.4, 15), box(SIDE - 2, SIDE - 2, SLICES - 2, 2)))
            .nodules()
            .get(0);

    BitSet corner = new BitSet();
    corner.set(SIDE * (SIDE - 1) - 2, SIDE * (SIDE - 1));
    corner.set(SIDE * SIDE - 2, SIDE * SIDE);
    assertThat(nodule.pixels()).isEqualTo(Map.of(SLICES - 2, corner, SLICES - 1, corner));
  }

  @Test
  @DisplayName("are refused by the finding's number where its outline leaves the series")
  void areRefusedWhereAnOutlineLeavesTheSeries() {
    PatientPoint center = new PatientPoint(0, 0, 0);
    for (NoduleMask outside :
        List.of(box(SIDE - 1, 2, 2, 2), box(2, -1, 2, 2), box(2, 2, SLICES - 1, 2))) {
      assertThatThrownBy(() -> objects(finding(3, center, outside)))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "Finding 3: its outline leaves series %s; analyse the study again"
                  .formatted(slices.get(0).seriesInstanceUid()));
    }
  }

  @Test
  @DisplayName("show a finding whose centre lies above the slices on the nearest slice")
  void showAFindingAboveTheSlicesOnTheNearest() throws IOException {
    ResultObjects objects = objects(finding(1, new PatientPoint(500, 500, 900), box(0, 0, 0, 0)));

    assertThat(objects.nodules().get(0).keySlice()).isEqualTo(SLICES - 1);
    assertThat(objects.segmentation()).isNull();
    assertThat(objects.keyImages()).hasSize(1);
  }

  @Test
  @DisplayName("say what a nodule looks like in the report's grades")
  void sayWhatANoduleLooksLike() throws IOException {
    assertThat(
            objects(finding(1, new PatientPoint(0, 0, 0), box(1, 1, 1, 2)))
                .nodules()
                .get(0)
                .evaluations())
        .extracting(each -> each.concept().meaning() + ": " + each.value().meaning())
        .containsExactly(
            "Texture: Part-solid",
            "Margin: Moderately defined",
            "Spiculation: Spiculated",
            "Lobulation: None",
            "Calcification: Possible");
  }

  @Test
  @DisplayName("are told of a nodule that the model learnt from nothing like it")
  void areToldOfAnUnfamiliarNodule() throws IOException {
    PatientPoint center = new PatientPoint(0, 0, 0);
    NoduleMask mask = box(1, 1, 1, 2);
    assertThat(objects(finding(1, center, mask), finding(2, center, mask, false)).nodules())
        .extracting(NoduleResult::familiar)
        .containsExactly(true, false);
  }

  @Test
  @DisplayName("of sixty findings are written whole, for the patient as the source names him")
  void ofSixtyFindingsAreWritten() throws IOException {
    ResultObjects objects =
        objects(
            IntStream.rangeClosed(1, 60)
                .mapToObj(
                    id ->
                        finding(
                            id,
                            new PatientPoint(-5, -15, -25),
                            box(id % (SIDE - 2), id % 7, id % (SLICES - 2), 2)))
                .toArray(NoduleFinding[]::new));
    DicomObject segmentation = objects.segmentation();
    assertThat(segmentation).isNotNull();
    List<DicomObject> all =
        new ArrayList<>(List.of(objects.measurements(), objects.text(), segmentation));
    all.addAll(objects.keyImages());

    assertThat(all).hasSize(63);
    for (int i = 0; i < all.size(); i++) {
      Path file = folder.resolve("object-" + i + ".dcm");
      all.get(i).writeTo(file);
      DicomInstance read = new DicomFiles().readHeader(file);
      assertThat(read.patient()).isEqualTo(slices.get(0).patient());
      assertThat(read.studyInstanceUid()).isEqualTo(slices.get(0).studyInstanceUid());
    }
  }
}
