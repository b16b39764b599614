package org.hilum.validation.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Forty scans with a nodule each, of which a run finds the first ones, without false marks. */
  private void froc(String name, int found, int scans) throws IOException {
    froc(name, found, scans, 0);
  }

  /**
   * @param louder false marks in each scan with better scores than the nodule's
   */
  private void froc(String name, int found, int scans, int louder) throws IOException {
    StringBuilder annotations = new StringBuilder("seriesuid,coordX,coordY,coordZ,diameter_mm\n");
    StringBuilder detections = new StringBuilder("seriesuid,coordX,coordY,coordZ,probability\n");
    for (int scan = 0; scan < scans; scan++) {
      annotations.append(scan).append(",1,2,3,8\n");
      detections.append(scan).append(scan < found ? ",1,2,3,0.9\n" : "");
      if (scan >= found) {
        detections.append(",100,2,3,0.1\n");
      }
      for (int mark = 0; mark < louder; mark++) {
        detections.append(scan).append(",%d,2,3,0.95\n".formatted(200 + 50 * mark));
      }
    }
    Path a = Files.writeString(folder.resolve(name + "-a.csv"), annotations);
    Path d = Files.writeString(folder.resolve(name + "-d.csv"), detections);
    int code =
        new FrocCommand(Clock.systemUTC())
            .run(
                new FrocCommand.Options(
                    d, a, null, null, folder.resolve(name), false, null, 50, 1, "froc"),
                stream(out),
                stream(err));
    assertThat(code).as(err.toString()).isZero();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private int compare(String first, String second) {
    return compare(first, second, 1000, null);
  }

  private int compare(
      String first, String second, int bootstraps, @Nullable Integer maxMarksPerScan) {
    return new CompareCommand(Clock.systemUTC())
        .run(
            new CompareCommand.Options(
                folder.resolve(first),
                folder.resolve(second),
                folder.resolve("out"),
                false,
                maxMarksPerScan,
                bootstraps,
                1,
                "compare"),
            stream(out),
            stream(err));
  }

  private JsonNode figures() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile()).get("figures");
  }

  @Test
  void aClearlyBetterRunDiffersAndARunDoesNotDifferFromItself() throws IOException {
    froc("good", 36, 40);
    froc("poor", 20, 40);

    assertThat(compare("good", "poor")).as(err.toString()).isZero();
    assertThat(figures().at("/firstCpm/value").asDouble()).isEqualTo(0.9, within(1e-9));
    assertThat(figures().at("/difference/value").asDouble()).isGreaterThan(0.3);
    assertThat(figures().at("/difference/ci95/0").asDouble()).isPositive();
    assertThat(figures().at("/pValue/value").asDouble()).isLessThan(0.01);

    assertThat(compare("good", "good")).isZero();
    assertThat(figures().at("/difference/value").asDouble()).isZero();
    assertThat(figures().at("/pValue/value").asDouble()).isEqualTo(1);
  }

  @Test
  void onlyScansThatBothScoredAreCompared() throws IOException {
    froc("all", 36, 40);
    froc("half", 20, 20);

    assertThat(compare("all", "half")).as(err.toString()).isZero();
    assertThat(figures().at("/firstCpm/counts/scans").asInt()).isEqualTo(20);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("compared are the 20 that both");
  }

  @Test
  void marksBeyondTheCapCountInNeitherRun() throws IOException {
    froc("quiet", 10, 10);
    froc("loud", 10, 10, 2);

    assertThat(compare("quiet", "loud")).as(err.toString()).isZero();
    assertThat(figures().at("/secondCpm/value").asDouble())
        .as("found at 2, 4 and 8 false marks a scan")
        .isEqualTo(3 / 7.0, within(1e-9));
    assertThat(compare("quiet", "loud", 1000, 2)).isZero();
    assertThat(figures().at("/firstCpm/value").asDouble()).isEqualTo(1, within(1e-9));
    assertThat(figures().at("/secondCpm/value").asDouble()).isZero();
  }

  @Test
  void runsOfNodulesHaveNoMarksToCap() throws IOException {
    for (String run : List.of("a", "b")) {
      Files.createDirectories(folder.resolve(run));
      Files.writeString(folder.resolve(run).resolve("predictions.csv"), "");
    }

    assertThat(compare("a", "b", 1000, 2)).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("leave out --max-marks");
  }

  @Test
  void runsThatExcludeOtherFindingsAreRefused() throws IOException {
    froc("first", 30, 40);
    froc("second", 20, 40);
    Path excluded = folder.resolve("second/excluded.csv");
    Files.writeString(excluded, Files.readString(excluded) + "1,50,2,3,-1\n");

    assertThat(compare("first", "second")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("second/excluded.csv")
        .contains("holds other excluded findings than");
  }

  @Test
  void foldersThatHoldNoRunsAreRefused() throws IOException {
    froc("run", 1, 2);
    Files.createDirectories(folder.resolve("empty"));

    assertThat(compare("run", "empty")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("not the outputs of two runs");
  }

  @Test
  void aFolderThatIsMissingIsNamed() throws IOException {
    froc("run", 1, 2);

    assertThat(compare("run", "nowhere")).isEqualTo(2);
    assertThat(compare("run-a.csv", "run")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .endsWith(
            folder.resolve("nowhere") + ": no such folder; give the folder that a run wrote",
            folder.resolve("run-a.csv") + ": is a file; give the folder that a run wrote");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void withoutResamplesTwoRunsCannotBeCompared() throws IOException {
    froc("run", 1, 2);

    assertThat(compare("run", "run", 0, null)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("--bootstraps 0: no resample of the scans holds a nodule; give more");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
