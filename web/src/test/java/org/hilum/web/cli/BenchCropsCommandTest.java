package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.detect.NoduleDetector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On balls in a lung beside a wall: what the shipped detector does not miss. */
@DisplayName("./hilum bench crops")
class BenchCropsCommandTest {

  private static final double RADIUS_MM = 7.2;

  private static final String SHIPPED =
      "shipped in " + NoduleDetector.suited(HilumNoduleAnalyzer.shippedDetector()).label();

  @TempDir Path folder;

  private final StringWriter printed = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private BallArchive archive;

  @BeforeEach
  void openArchive() throws IOException {
    archive = new BallArchive(folder);
  }

  @Test
  @DisplayName("finds balls where the readers drew them")
  void findsBallsWhereTheReadersDrewThem() throws IOException {
    ball("P1", "val", 4, 64);
    ball("P2", "val", 3, 64);

    assertThat(run()).as(errors.toString()).isZero();
    assertThat(printed.toString())
        .startsWith(SHIPPED + ": 2 nodules of 2 patients, 14 slices")
        .contains("1 false mark in 10 slices: sensitivity 1.000 [1.000, 1.000], from score 0.")
        .contains("10 to  16 mm: 2 of 2")
        .contains(SHIPPED + ", with the second opinion: 2 nodules of 2 patients, 14 slices")
        .contains("scanner unknown: 2 of 2");
  }

  @Test
  @DisplayName("counts a ball as missed where the readers drew something else")
  void countsABallAsMissedWhereTheReadersDrewSomethingElse() throws IOException {
    ball("P1", "val", 4, 64);
    ball("P2", "val", 4, 24);

    assertThat(run()).as(errors.toString()).isZero();
    assertThat(printed.toString()).contains("10 to  16 mm: 1 of 2");
  }

  @Test
  @DisplayName("leaves out the other split and what fewer than three readers drew")
  void leavesOutTheOtherSplitAndWhatFewerThanThreeReadersDrew() throws IOException {
    ball("P1", "val", 3, 64);
    ball("P2", "val", 2, 64);
    ball("P3", "train", 4, 64);

    assertThat(run()).as(errors.toString()).isZero();
    assertThat(printed.toString()).startsWith(SHIPPED + ": 1 nodules of 1 patients, 7 slices");
  }

  @Test
  @DisplayName("measures a detector's file alone, and a folder of weights with its second opinion")
  void measuresADetectorAloneAndAFolderWithItsSecondOpinion() throws IOException {
    ball("P1", "val", 4, 64);
    Path detector = shipped(folder, "detector.weights");
    Path both = Files.createDirectory(folder.resolve("both"));
    shipped(both, "detector.weights");
    shipped(both, AssessorWeights.FILE);

    assertThat(run("--weights", detector.toString(), "--weights", both.toString()))
        .as(errors.toString())
        .isZero();
    assertThat(printed.toString())
        .containsPattern(Pattern.quote(detector.toString()) + " in \\w+: 1 ")
        .doesNotContainPattern(Pattern.quote(detector.toString()) + " in \\w+, with")
        .containsPattern(Pattern.quote(both.toString()) + " in \\w+: 1 ")
        .containsPattern(Pattern.quote(both.toString()) + " in \\w+, with the second opinion: 1 ");
  }

  private static Path shipped(Path to, String file) throws IOException {
    try (InputStream in =
        HilumNoduleAnalyzer.class.getResourceAsStream("/org/hilum/model/weights/" + file)) {
      Files.copy(Objects.requireNonNull(in), to.resolve(file));
    }
    return to.resolve(file);
  }

  @Nested
  @DisplayName("says in one line what is wrong")
  class SaysWhatIsWrong {

    @Test
    @DisplayName("with a table without such a nodule")
    void withATableWithoutSuchANodule() throws IOException {
      ball("P1", "train", 4, 64);

      assertWrong("nodules.csv: no nodule of split val was drawn by 3 readers");
    }

    @Test
    @DisplayName("with a slice that the archive lacks")
    void withASliceThatTheArchiveLacks() throws IOException {
      ball("P1", "val", 4, 64);
      archive.rowAlone("P2");

      assertWrong("lack P2/nodule-0/image-000.png");
    }

    @Test
    @DisplayName("with a precision that there is not")
    void withAPrecisionThatThereIsNot() throws IOException {
      ball("P1", "val", 4, 64);

      assertThat(run("--precision", "FP16")).isEqualTo(2);
      assertThat(errors.toString()).contains("--precision", "FP32, BF16, INT8");
      assertThat(printed.toString()).isEmpty();
    }

    @Test
    @DisplayName("with weights that are none, before anything is measured")
    void withWeightsThatAreNone() throws IOException {
      ball("P1", "val", 4, 64);
      Path none = Files.writeString(folder.resolve("none.weights"), "none");

      assertWrong("none.weights", "--weights", none.toString());
    }

    @Test
    @DisplayName("with a folder that lacks one of the two files")
    void withAFolderThatLacksOneOfTheTwoFiles() throws IOException {
      ball("P1", "val", 4, 64);
      shipped(folder, "detector.weights");

      assertWrong(AssessorWeights.FILE, "--weights", folder.toString());
    }

    private void assertWrong(String part, String... more) throws IOException {
      assertThat(run(more)).isEqualTo(2);
      assertThat(errors.toString()).startsWith("hilum: ").contains(part).hasLineCount(1);
      assertThat(printed.toString()).isEmpty();
    }
  }

  private int run(String... more) throws IOException {
    return archive.measure("crops", printed, errors, more);
  }

  private void ball(String patient, String split, int readers, int drawnColumn) throws IOException {
    archive.ball(patient, split, readers, RADIUS_MM, drawnColumn);
  }
}
