package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.torch.WeightsFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayName("Input that cannot be used gets one line")
class OneLineErrorsTest {

  @TempDir Path folder;

  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = HilumCli.commandLine();
    line.setErr(new PrintWriter(errors, true));
    return line.execute(arguments);
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void whereTheTrainingCtsAreMissing() throws Exception {
    Path missing = folder.resolve("nowhere");
    int status = train(missing, file("labels.csv", "series_uid,split\n1.2.3,train\n"));

    assertThat(errors.toString())
        .startsWith("hilum: --ct " + missing + ": is no folder that can be read")
        .hasLineCount(1);
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
  }

  @Test
  void whereTheTableIsNone() throws Exception {
    Path table = file("labels.csv", "\0\"not a table\n\"\"x,\n");
    int status = train(Files.createDirectory(folder.resolve("ct")), table);

    assertThat(errors.toString()).startsWith("hilum: Labels " + table).hasLineCount(1);
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
  }

  @Test
  void whereTheArchiveOfNodulesIsNone() throws Exception {
    Path archive = file("nodules.zip", "no archive");
    int status =
        run(
            "bench",
            "crops",
            "--nodules",
            archive.toString(),
            "--labels",
            folder.resolve("labels.csv").toString());

    assertThat(errors.toString())
        .startsWith("hilum: ")
        .contains(archive.toString())
        .hasLineCount(1);
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
  }

  @Test
  void whereAWeightIsOfAnotherArchitectureBeforeAnythingIsWritten() throws Exception {
    BallArchive balls = new BallArchive(folder);
    balls.ball("P1", "val", 4, 7, 64);
    Path weights = folder.resolve("detector.weights");
    HilumNoduleAnalyzer.shippedDetector().write(weights, WeightsFile.Precision.FP16);
    balls.finish();
    Path out = folder.resolve("out");

    int status =
        run(
            "train",
            "--ct",
            folder.toString(),
            "--nodules",
            folder.resolve("nodules.zip").toString(),
            "--labels",
            folder.resolve("nodules.csv").toString(),
            "--segmenter-from",
            weights.toString(),
            "--out",
            out.toString());

    assertThat(errors.toString())
        .startsWith("hilum: Weights " + weights + " are of architecture hilum-detector-1")
        .hasLineCount(1);
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"--accumulate, 0", "--detector-steps, -1", "--threads, 0", "--text-steps, -1"})
  void whereANumberIsTooSmall(String option, String value) {
    int status =
        run("train", "--ct", "x", "--nodules", "x", "--labels", "x", "--out", "x", option, value);

    assertThat(errors.toString())
        .startsWith("hilum: " + option + " " + value + ": must be at least ")
        .hasLineCount(1);
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
  }

  /** The lobulated masses would be broken through. */
  @Test
  void whereAHoleIsTooLarge() {
    int status = run("bench", "walls", "--ct", "x", "--labels", "x", "--out", "x", "--hole", "0.9");

    assertThat(errors.toString())
        .isEqualToIgnoringNewLines("hilum: --hole must be from 0 to 0.8, not 0.9");
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
  }

  private int train(Path ct, Path labels) throws Exception {
    return run(
        "train",
        "--ct",
        ct.toString(),
        "--nodules",
        file("nodules.zip", "").toString(),
        "--labels",
        labels.toString(),
        "--out",
        folder.resolve("out").toString());
  }
}
