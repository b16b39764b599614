package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("Options of ./hilum validate that cannot be used get one line")
class ValidateCommandTest {

  @TempDir Path folder;

  private final StringWriter errors = new StringWriter();

  private int run(List<String> arguments) {
    CommandLine line = HilumCli.commandLine();
    line.setErr(new PrintWriter(errors, true));
    return line.execute(arguments.toArray(String[]::new));
  }

  private int froc(String... more) {
    Path out = folder.resolve("out");
    return run(
        Stream.concat(
                Stream.of("validate froc --annotations a.csv --detections d.csv --out".split(" ")),
                Stream.concat(Stream.of(out.toString()), Stream.of(more)))
            .toList());
  }

  private void assertRefused(int status, String message) {
    assertThat(errors).hasToString("hilum: " + message + "\n");
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(Files.isDirectory(folder.resolve("out"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 100_001, Integer.MAX_VALUE})
  void bootstrapsOutOfRange(int bootstraps) {
    assertRefused(
        froc("--bootstraps", Integer.toString(bootstraps)),
        "--bootstraps " + bootstraps + ": must lie between 0 and 100000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aCapOfNoMarks(int marks) {
    assertRefused(
        froc("--max-marks", Integer.toString(marks)),
        "--max-marks " + marks + ": must be at least 1");
  }

  @Test
  void anOutputFolderThatIsAFile() throws IOException {
    Path out = Files.createFile(folder.resolve("out"));

    assertRefused(froc(), "--out " + out + ": is a file; give a folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | 5 | --queue nonsense: is no URL of a broker, such as tcp://HOST:61616",
        "tcp://127.0.0.1:1 | -1 | --idle-minutes -1: must be at least 1",
        "tcp://127.0.0.1:1 | 0 | --idle-minutes 0: must be at least 1"
      })
  void aWorkerWithoutABrokerOrWithoutPatience(String queue, String minutes, String message) {
    assertRefused(
        run(
            List.of(
                "validate",
                "worker",
                "--data",
                folder.toString(),
                "--format",
                "csv",
                "--queue",
                queue,
                "--idle-minutes",
                minutes)),
        message);
  }
}
