package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On balls of which the large ones are called malignant: figures that cannot be missed. */
@DisplayName("./hilum bench assessor")
class BenchAssessorCommandTest {

  private static final int MIDDLE = 64;

  @TempDir Path folder;

  private final StringWriter printed = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private BallArchive archive;

  @BeforeEach
  void openArchive() throws IOException {
    archive = new BallArchive(folder);
  }

  @Test
  @DisplayName("prints what the model card says, with counts and intervals")
  void printsWhatTheModelCardSays() throws IOException {
    for (int i = 0; i < 3; i++) {
      archive.ball("B" + i, "val", 4, 3.2, MIDDLE, "1", "3", "6", "5", "5", "1", "1", "5");
      archive.ball("M" + i, "val", 3, 11, MIDDLE, "5", "5", "6", "5", "4", "2", "2", "5");
    }
    archive.ball("T", "train", 4, 5, MIDDLE, "2", "3", "6", "5", "5", "1", "1", "5");

    assertThat(run()).as(errors.toString()).isZero();
    assertThat(printed.toString())
        .contains("1 to learn from, 0 held, 6 val")
        .contains("AUC 1.000 [1.000, 1.000] on 6 nodules")
        .containsPattern("activated \\d+ \\(3[0-4]\\.\\d %\\)")
        .containsPattern("mean over 6 nodules 0\\.[89]\\d+")
        .containsPattern("AGE +published \\(Brock\\) \\+0\\.574, learnt \\+")
        .containsPattern("SMOKING +published \\(Mayo\\) \\+0\\.792, learnt \\+");
  }

  @Test
  @DisplayName("says in one line which file is no weights")
  void saysWhichFileIsNoWeights() throws IOException {
    archive.ball("B", "val", 4, 4, MIDDLE, "1", "3", "6", "5", "5", "1", "1", "5");
    Path none = Files.writeString(folder.resolve("none.weights"), "none");

    assertThat(run("--weights", none.toString())).isEqualTo(2);
    assertThat(errors.toString()).startsWith("hilum: ").contains("none.weights").hasLineCount(1);
    assertThat(printed.toString()).isEmpty();
  }

  @Test
  @DisplayName("says in one line which slice the archive lacks")
  void saysWhichSliceTheArchiveLacks() throws IOException {
    archive.ball("B", "val", 4, 4, MIDDLE, "1", "3", "6", "5", "5", "1", "1", "5");
    archive.rowAlone("C");

    assertThat(run()).isEqualTo(2);
    assertThat(errors.toString()).contains("lack C/nodule-0/image-000.png").hasLineCount(1);
  }

  private int run(String... more) throws IOException {
    return archive.measure("assessor", printed, errors, more);
  }
}
