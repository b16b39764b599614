package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the data is said before the CTs are read, let alone an hour of training. */
@DisplayName("./hilum train")
class TrainCommandTest {

  /** So many that some are held back. */
  private static final int PATIENTS = 48;

  private static final String[] BENIGN = {"1", "3", "6", "5", "5", "1", "1", "5"};
  private static final String[] MALIGNANT = {"5", "3", "6", "5", "5", "1", "1", "5"};

  @TempDir Path folder;

  private final StringWriter errors = new StringWriter();
  private BallArchive archive;

  @BeforeEach
  void openArchive() throws IOException {
    archive = new BallArchive(folder);
  }

  @Test
  @DisplayName("refuses a table without a patient of split val")
  void refusesATableWithoutVal() throws IOException {
    patients("train", BENIGN, MALIGNANT);

    assertRefused(" held, 0 val;");
  }

  @Test
  @DisplayName("refuses nodules of which none counts as malignant")
  void refusesNodulesOfWhichNoneCountsAsMalignant() throws IOException {
    patients("train", BENIGN);
    archive.ball("V", "val", 4, 3.2, 64, MALIGNANT);

    assertRefused("nodules.csv: 0 malignant and ");
  }

  @Test
  @DisplayName("refuses nodules whose ratings are all uncertain")
  void refusesNodulesWhoseRatingsAreAllUncertain() throws IOException {
    patients("train", new String[0]);
    archive.ball("V", "val", 4, 3.2, 64, MALIGNANT);

    assertRefused("nodules.csv: 0 malignant and 0 benign of the ");
  }

  @Test
  @DisplayName("names the slice that the archive lacks")
  void namesTheSliceThatTheArchiveLacks() throws IOException {
    patients("train", BENIGN, MALIGNANT);
    archive.rowAlone("Q");

    assertRefused("lack Q/nodule-0/image-000.png");
  }

  @Test
  @DisplayName("refuses to train no detector where none is given")
  void refusesToTrainNoDetectorWhereNoneIsGiven() throws IOException {
    assertRefused("--detector-minutes 0 trains no detector; give one", "--detector-minutes=0");
  }

  @Test
  @DisplayName("takes a given detector to the bit, and never over another")
  void takesAGivenDetectorToTheBit() throws IOException {
    Path given = Files.write(folder.resolve("given.weights"), new byte[] {1, 2, 3});
    Path other = Files.write(folder.resolve("other.weights"), new byte[] {1, 2, 4});
    Path out = Files.createDirectory(folder.resolve("detector"));

    TrainCommand.takeDetector(given, out);
    TrainCommand.takeDetector(given, out);

    assertThat(out.resolve("detector.weights")).hasSameBinaryContentAs(given);
    assertThatThrownBy(() -> TrainCommand.takeDetector(other, out))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("another detector");
    assertThat(out.resolve("detector.weights")).hasSameBinaryContentAs(given);
  }

  private void patients(String split, String[]... ratings) throws IOException {
    for (int i = 0; i < PATIENTS; i++) {
      archive.ball("P" + i, split, 4, 3.2, 64, ratings[i % ratings.length]);
    }
  }

  private void assertRefused(String part, String... more) throws IOException {
    archive.finish();
    var line = HilumCli.commandLine();
    line.setErr(new PrintWriter(errors, true));
    List<String> words =
        List.of(
            "train",
            "--ct=" + folder,
            "--nodules=" + folder.resolve("nodules.zip"),
            "--labels=" + folder.resolve("nodules.csv"),
            "--out=" + folder.resolve("out"));
    int status =
        line.execute(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));

    assertThat(status).as(errors.toString()).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(errors.toString()).startsWith("hilum: ").contains(part).hasLineCount(1);
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
