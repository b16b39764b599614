package org.hilum.validation.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.ModelException;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.RefusalCode;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.MetaImage;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.validation.SharedData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudiesCommandTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Marks every voxel above 2000 HU, so that a test can say by an image what is to be found. */
  private static final class BrightVoxels implements NoduleAnalyzer {
    final List<Integer> judged = Collections.synchronizedList(new ArrayList<>());
    final List<PatientPoint> fixed;
    String version = "1";

    BrightVoxels(PatientPoint... fixed) {
      this.fixed = List.of(fixed);
    }

    @Override
    public ModelInfo model() {
      return new ModelInfo("bright-voxels", version, "fp32");
    }

    @Override
    public AnalysisOutcome analyze(
        CtVolume volume, ClinicalHistory history, AnalysisProgress progress) {
      VolumeGrid grid = volume.grid();
      judged.add(grid.voxelCount());
      if (volume.hu(0, 0, 0) == 77) {
        return new AnalysisOutcome.Refused(RefusalCode.NOT_CHEST, "This is no chest");
      }
      if (volume.hu(0, 0, 0) == 99) {
        throw new ModelException("out of native memory");
      }
      if (volume.hu(0, 0, 0) == 88) {
        throw new ArithmeticException("integer overflow");
      }
      List<NoduleFinding> found = new ArrayList<>();
      fixed.forEach(point -> found.add(finding(found.size() + 1, point, 0.9)));
      for (int s = 0; s < grid.slices() && fixed.isEmpty(); s++) {
        for (int r = 0; r < grid.rows(); r++) {
          for (int c = 0; c < grid.columns(); c++) {
            if (volume.hu(c, r, s) > 2000) {
              double score = (volume.hu(c, r, s) - 2000) / 1000.0;
              found.add(finding(found.size() + 1, grid.toPatient(c, r, s), score));
            }
          }
        }
      }
      return new AnalysisOutcome.Analysed(found, Map.of());
    }

    private static NoduleFinding finding(int id, PatientPoint center, double score) {
      return new NoduleFinding(
          id,
          center,
          6,
          5,
          100,
          score,
          0.5,
          new NoduleFinding.Interval(0.2, 0.8),
          new NoduleAttributes(5, 1, 1, 5, 5, 6, 5),
          null,
          List.of(),
          new NoduleFinding.ModalityShare(1, 0),
          new NoduleMask(0, 0, 0, 1, 1, 1, BitSet.valueOf(new long[] {1})),
          true);
    }

    @Override
    public void close() {}
  }

  private @Nullable Path histories;
  private @Nullable Path categories;
  private int minReaders = 1;

  private int run(
      StudiesCommand.Format format,
      Path data,
      @Nullable Path annotations,
      boolean lenient,
      NoduleAnalyzer analyzer) {
    StudiesCommand.Options options =
        new StudiesCommand.Options(
            data,
            annotations,
            null,
            null,
            histories,
            categories,
            format,
            minReaders,
            0.5,
            null,
            folder.resolve("out"),
            2,
            lenient,
            100,
            1,
            "hilum validate studies");
    return new StudiesCommand(Clock.systemUTC())
        .run(
            options,
            analyzer,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode metrics() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
  }

  @Nested
  class OnLuna16 {

    private Path data;
    private Path annotations;

    /** Volumes of 20 x 20 x 20 mm whose voxels are 1 mm, the first at the origin. */
    private void volume(String subset, String uid, int cornerHu, int... bright) throws IOException {
      Path file = Files.createDirectories(folder.resolve("luna/" + subset)).resolve(uid + ".mhd");
      VolumeGrid grid = new VolumeGrid(20, 20, 20, 1, 1, 1, new PatientPoint(0, 0, 0));
      short[] hu = new short[grid.voxelCount()];
      Arrays.fill(hu, (short) -800);
      hu[0] = (short) cornerHu;
      for (int i = 0; i < bright.length; i++) {
        hu[grid.index(bright[i], 10, 10)] = (short) (2900 - i * 100);
      }
      MetaImage.write(new CtVolume(grid, hu), file);
    }

    private void luna() throws IOException {
      volume("subset0", "1.2.1", 0, 5);
      volume("subset0", "1.2.2", 0, 15, 3);
      volume("subset1", "1.2.3", 0);
      data = folder.resolve("luna");
      annotations =
          Files.writeString(
              folder.resolve("annotations.csv"),
              """
              seriesuid,coordX,coordY,coordZ,diameter_mm
              1.2.1,5,10,10,6
              1.2.2,15,10,10,9
              1.2.3,7,10,10,6
              """);
    }

    @Test
    void volumesAreScoredBySubsetAndTheReportShowsMissesWithTheirImages() throws IOException {
      luna();

      assertThat(run(StudiesCommand.Format.LUNA16, data, annotations, false, new BrightVoxels()))
          .as(errors())
          .isZero();

      assertThat(metrics().at("/figures/cpm/counts/scans").asInt()).isEqualTo(3);
      // Two of three nodules found, one false mark below both.
      assertThat(metrics().at("/figures/sensitivityAt8/value").asDouble()).isEqualTo(2 / 3.0);
      assertThat(metrics().at("/run/model/name").asText()).isEqualTo("bright-voxels");
      assertThat(metrics().get("subgroups").toString()).contains("\"fold\"").contains("subset1");
      assertThat(Files.readString(folder.resolve("out/detections.csv")))
          .startsWith("seriesuid,coordX,coordY,coordZ,probability\n1.2.1,5.000,10.000,10.000,0.9");
      assertThat(Files.readString(folder.resolve("out/report.html")))
          .contains("alt=\"missed nodule\" src=\"data:image/png;base64,")
          .contains("alt=\"false mark\"");
      assertThat(errors()).contains("3/3 series");
    }

    @Test
    void aRunThatStartsAgainScoresOnlyWhatIsNewUntilTheModelChanges() throws IOException {
      luna();
      BrightVoxels analyzer = new BrightVoxels();
      run(StudiesCommand.Format.LUNA16, data, annotations, false, analyzer);
      assertThat(analyzer.judged).hasSize(3);
      JsonNode first = metrics().get("figures");

      // What a killed run leaves behind: one result missing, one cut short.
      List<Path> kept;
      try (Stream<Path> files = Files.list(folder.resolve("out/studies"))) {
        kept = files.sorted().toList();
      }
      assertThat(kept).hasSize(3);
      Files.delete(kept.get(0));
      Files.writeString(kept.get(1), "{\"seriesInst");
      run(StudiesCommand.Format.LUNA16, data, annotations, false, analyzer);
      assertThat(analyzer.judged).hasSize(5);
      assertThat(errors()).contains("already scored");
      assertThat(metrics().get("figures")).isEqualTo(first);

      volume("subset1", "1.2.3", 0, 7);
      run(StudiesCommand.Format.LUNA16, data, annotations, false, analyzer);
      assertThat(analyzer.judged).as("changed images are scored again").hasSize(6);

      analyzer.version = "2";
      run(StudiesCommand.Format.LUNA16, data, annotations, false, analyzer);
      assertThat(analyzer.judged).as("another model scores all").hasSize(9);
    }

    @Test
    void whatIsWrongIsNamedWithItsLineAndTheRestIsScored() throws IOException {
      luna();
      volume("subset2", "1.2.1", 0);
      volume("subset2", "1.2.4", 77, 4);
      volume("subset2", "1.2.5", 99, 4);
      Files.writeString(data.resolve("subset2/1.2.6.mhd"), "NDims = 3\n");
      Files.writeString(
          annotations, Files.readString(annotations) + "1.2.1,500,10,10,6\n9.9.9,1,1,1,6\n");

      assertThat(run(StudiesCommand.Format.LUNA16, data, annotations, false, new BrightVoxels()))
          .isEqualTo(2);
      assertThat(errors())
          .contains("subset2/1.2.1.mhd: series 1.2.1 lies here and in")
          .contains("annotations.csv:5: the place 500.0, 10.0, 10.0 mm lies outside the volume")
          .contains("annotations.csv:6: series 9.9.9 is not under")
          .contains("series 1.2.5: not scored: out of native memory")
          .contains("series 1.2.6: not scored")
          .contains("refused: This is no chest");
      // The refused one counts as a scan without marks, those that failed do not count.
      assertThat(metrics().at("/figures/cpm/counts/scans").asInt()).isEqualTo(4);
      assertThat(metrics().at("/figures/cpm/counts/nodules").asInt()).isEqualTo(3);
      assertThat(Files.readString(folder.resolve("out/report.html"))).contains("This is no chest");
      assertThat(run(StudiesCommand.Format.LUNA16, data, annotations, true, new BrightVoxels()))
          .isZero();
    }

    @Test
    void volumesNamedByNumbersMatchTheirTable() throws IOException {
      volume("subset0", "0001", 0, 5);
      volume("subset0", "0010", 0);
      data = folder.resolve("luna");
      annotations =
          Files.writeString(
              folder.resolve("annotations.csv"),
              "seriesuid,coordX,coordY,coordZ,diameter_mm\n0001,5,10,10,6\n10,5,10,10,6\n");

      assertThat(run(StudiesCommand.Format.LUNA16, data, annotations, false, new BrightVoxels()))
          .as(errors())
          .isZero();
      assertThat(metrics().at("/figures/sensitivityAt8/value").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aSeriesOnWhichTheProgramItselfFailsIsNamedAndTheRestIsScored() throws IOException {
      luna();
      volume("subset2", "1.2.4", 88, 4);

      assertThat(run(StudiesCommand.Format.LUNA16, data, annotations, false, new BrightVoxels()))
          .isEqualTo(2);
      assertThat(errors())
          .contains("series 1.2.4: not scored: java.lang.ArithmeticException: integer overflow");
      assertThat(metrics().at("/figures/cpm/counts/scans").asInt()).isEqualTo(3);
    }

    @Test
    void malignancyIsScoredOnTheNodulesThatWereFoundBesideSimplerMethods() throws IOException {
      luna();
      volume("subset0", "1.2.2", 0, 15, 3);
      Files.writeString(
          annotations,
          """
          seriesuid,coordX,coordY,coordZ,diameter_mm,malignancy,texture
          1.2.1,5,10,10,6,1/2/1,5
          1.2.2,15,10,10,9,5/4/5,ground-glass
          1.2.2,3,10,10,7,3,
          1.2.3,7,10,10,6,4,solid
          """);
      histories =
          Files.writeString(
              folder.resolve("histories.csv"),
              "seriesuid,history\n1.2.1,never smoker\n1.2.2,\"current smoker, emphysema\"\n");

      assertThat(run(StudiesCommand.Format.LUNA16, data, annotations, false, new BrightVoxels()))
          .as(errors())
          .isZero();

      JsonNode figures = metrics().get("figures");
      // The fake says 0.5 of every nodule: a tie.
      assertThat(figures.at("/malignancyAuc/value").asDouble()).isEqualTo(0.5);
      assertThat(figures.at("/malignancyAuc/counts/malignant").asInt()).isEqualTo(1);
      assertThat(figures.at("/malignancyAuc/counts/benign").asInt()).isEqualTo(1);
      JsonNode baselines = metrics().get("baselines");
      assertThat(baselines.at("/diameter alone/malignancyAuc/value").asDouble()).isEqualTo(1);
      assertThat(baselines.at("/history alone/malignancyAuc/value").asDouble()).isEqualTo(1);
      assertThat(baselines.at("/image alone/malignancyAuc/value").asDouble()).isEqualTo(0.5);
      assertThat(baselines.has("Brock 2b")).isTrue();
      assertThat(baselines.has("Mayo")).isTrue();
      assertThat(Files.readString(folder.resolve("out/report.html")))
          .contains("2 nodules have a label and a mark; 1 have a label, but no mark hit");
      assertThat(metrics().get("subgroups").toString()).contains("non-solid");
    }

    @Test
    void lungRadsCategoriesAreComparedWithTheReaders() throws IOException {
      luna();
      categories =
          Files.writeString(
              folder.resolve("categories.csv"),
              "seriesuid,lungrads\n1.2.1,2\n1.2.2,4a\n1.2.3,Lung-RADS 1\n1.2.9,3\n1.2.8,7\n");

      assertThat(run(StudiesCommand.Format.LUNA16, data, annotations, false, new BrightVoxels()))
          .isEqualTo(2);

      assertThat(errors()).contains("categories.csv:6: '7' is no Lung-RADS category");
      // A 6 by 5 mm solid nodule is 5.5 mm in the mean: category 2. Nothing was found in 1.2.3.
      assertThat(metrics().at("/figures/lungRadsAgreement/value").asDouble()).isEqualTo(2 / 3.0);
      assertThat(metrics().at("/figures/lungRadsAgreement/counts/examinations").asInt())
          .isEqualTo(3);
      assertThat(Files.readString(folder.resolve("out/report.html"))).contains("readers \\ model");
    }

    @Test
    void aFolderWithoutVolumesOrATableWithoutThemIsRefused() throws IOException {
      luna();
      Path empty = Files.createDirectories(folder.resolve("empty"));

      assertThat(run(StudiesCommand.Format.LUNA16, empty, annotations, true, new BrightVoxels()))
          .isEqualTo(2);
      assertThat(errors()).contains("holds no .mhd file");
      assertThat(run(StudiesCommand.Format.LUNA16, data, null, true, new BrightVoxels()))
          .isEqualTo(2);
      assertThat(errors()).contains("give --annotations FILE");
    }
  }

  @Nested
  class OnRealDicom {

    private static final PatientPoint NODULE = new PatientPoint(56.2, 86.0, -115);
    private static final PatientPoint ELSEWHERE = new PatientPoint(-60, 0, -100);

    @Test
    void lidcFoldersAreScoredAgainstTheirReadings() throws IOException {
      Path data = SharedData.at("ct/LIDC-IDRI-0001");

      int code =
          run(StudiesCommand.Format.LIDC, data, null, false, new BrightVoxels(NODULE, ELSEWHERE));

      assertThat(code).as(errors()).isZero();
      assertThat(metrics().at("/figures/foundByAnyMark/value").asDouble()).isEqualTo(1);
      assertThat(metrics().at("/figures/falseMarksPerScan/value").asDouble()).isEqualTo(1);
      assertThat(metrics().get("subgroups").toString()).contains("GE MEDICAL SYSTEMS");
    }

    @Test
    void aTableBesideDicomFoldersIsScoredToo() throws IOException {
      Path data = SharedData.at("ct/LIDC-IDRI-0001");
      String uid = "1.3.6.1.4.1.14519.5.2.1.6279.6001.179049373636438705059720603192";
      Path annotations =
          Files.writeString(
              folder.resolve("nodules.csv"),
              "seriesuid,coordX,coordY,coordZ,diameter_mm,malignancy\n"
                  + uid
                  + ",56.2,86.0,-115,23,5\n");

      int code =
          run(StudiesCommand.Format.CSV, data, annotations, false, new BrightVoxels(ELSEWHERE));

      assertThat(code).as(errors()).isZero();
      assertThat(metrics().at("/figures/foundByAnyMark/value").asDouble()).isZero();
      assertThat(metrics().at("/figures/cpm/counts/nodules").asInt()).isEqualTo(1);
    }
  }

  /** The real Segmentations and reports of LIDC-IDRI-0001's nodule, by four readers. */
  @Nested
  class OnDicomAnnotations {

    private static final PatientPoint NODULE = new PatientPoint(56.2, 86.0, -115);

    private int score(Path annotations) {
      return run(
          StudiesCommand.Format.DICOM,
          SharedData.at("ct/LIDC-IDRI-0001"),
          annotations,
          false,
          new BrightVoxels(NODULE));
    }

    /** A copy of some of the real objects. */
    private Path copies(String... names) throws IOException {
      Path real = SharedData.at("ct/LIDC-IDRI-0001-sr-seg");
      Path copy = Files.createDirectories(folder.resolve("annotations"));
      for (String name : names) {
        Files.write(copy.resolve(name), Files.readAllBytes(real.resolve(name)));
      }
      return copy;
    }

    @Test
    void fourReadersOfOneNoduleAreOneNoduleToFind() throws IOException {
      minReaders = 3;

      assertThat(score(SharedData.at("ct/LIDC-IDRI-0001-sr-seg"))).as(errors()).isZero();

      assertThat(metrics().at("/figures/cpm/counts/nodules").asInt()).isEqualTo(1);
      assertThat(metrics().at("/figures/foundByAnyMark/value").asDouble()).isEqualTo(1);
      assertThat(metrics().get("subgroups").toString())
          .contains("\"by\":\"texture\",\"group\":\"solid\"");
      String reference = Files.readString(folder.resolve("out/reference.csv"));
      String[] nodule = reference.lines().skip(1).findFirst().orElseThrow().split(",");
      assertThat(Double.parseDouble(nodule[1])).isBetween(55.0, 58.0);
      assertThat(Double.parseDouble(nodule[4])).isBetween(21.0, 26.0);
      assertThat(Files.readString(folder.resolve("out/report.html")))
          .contains("1 malignant and 0 benign: malignancy can only be scored on both kinds.");
    }

    @Test
    void aNoduleOfTooFewReadersCountsNeitherWay() throws IOException {
      minReaders = 2;

      assertThat(score(copies("seg-3000567.dcm", "sr-3000568.dcm"))).as(errors()).isZero();

      assertThat(metrics().at("/figures/cpm/counts/nodules").asInt()).isZero();
      assertThat(metrics().at("/figures/falseMarksPerScan/value").asDouble()).isZero();
    }

    @Test
    void aSecondReportOnASegmentDoesNotTakeTheFirstOnesRatingsAway() throws IOException {
      Path copies = copies("seg-3000567.dcm", "sr-3000568.dcm");
      // The same report, but rating something else than malignancy.
      String text = Files.readString(copies.resolve("sr-3000568.dcm"), StandardCharsets.ISO_8859_1);
      assertThat(text).contains("RID36042");
      Files.writeString(
          copies.resolve("sr-second.dcm"),
          text.replace("RID36042", "RID99999"),
          StandardCharsets.ISO_8859_1);

      assertThat(score(copies)).as(errors()).isZero();

      assertThat(Files.readString(folder.resolve("out/report.html")))
          .contains("1 malignant and 0 benign");
    }

    @Test
    void aReportWhoseSegmentIsNotHereIsNamed() throws IOException {
      assertThat(score(copies("seg-3000567.dcm", "sr-3000570.dcm"))).isEqualTo(2);

      assertThat(errors())
          .contains("sr-3000570.dcm: measurement group 1 gives no place")
          .doesNotContain("Exception");
    }

    @Test
    void aDamagedObjectAndOneOfAnotherFrameOfReferenceAreNamedAndTheRestIsScored()
        throws IOException {
      Path copies = copies("seg-3000567.dcm", "seg-3000569.dcm", "seg-3000571.dcm");
      byte[] cut = Files.readAllBytes(copies.resolve("seg-3000569.dcm"));
      Files.write(copies.resolve("seg-3000569.dcm"), Arrays.copyOf(cut, cut.length / 2));
      byte[] other = Files.readAllBytes(copies.resolve("seg-3000571.dcm"));
      String frame = "1.3.6.1.4.1.14519.5.2.1.6279.6001.229925374658226729607867499499";
      String text = new String(other, StandardCharsets.ISO_8859_1);
      assertThat(text).contains(frame);
      Files.write(
          copies.resolve("seg-3000571.dcm"),
          text.replace(frame, frame.substring(0, frame.length() - 3) + "000")
              .getBytes(StandardCharsets.ISO_8859_1));

      assertThat(score(copies)).isEqualTo(2);

      assertThat(errors())
          .contains("seg-3000569.dcm: truncated")
          .contains("seg-3000571.dcm: segment 1 lies in another frame of reference");
      assertThat(metrics().at("/figures/cpm/counts/nodules").asInt()).isEqualTo(1);
    }

    @Test
    void aFolderWithoutSuchObjectsIsRefused() {
      assertThat(score(SharedData.at("ct/LIDC-IDRI-0001"))).isEqualTo(2);
      assertThat(errors()).contains("holds no DICOM Segmentation and no structured report");
    }
  }
}
