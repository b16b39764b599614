package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("Settings that do not allow a start get one line")
class ServeCommandTest {

  @TempDir Path folder;

  private final StringWriter errors = new StringWriter();

  @Test
  void aFileThatIsMissing() {
    assertRefused(folder.resolve("none.yaml"), "is no file that can be read");
  }

  @Test
  void aFileThatIsNoYaml() throws Exception {
    Path file = settings("hilum:\n\thome: x\n");
    assertRefused(file, "is no YAML: ", "line 2, column 1");
  }

  @Test
  void aFileWithoutSettings() throws Exception {
    assertRefused(settings("hello\n"), "holds no settings");
  }

  /** Mistyped, it would let every caller in. */
  @Test
  void aSettingThatIsMistyped() throws Exception {
    settings("hilum:\n  pacs:\n    acepted-calling-aes: [MYPACS]\n");
    assertRefusedSetting(
        "unknown settings: hilum.pacs.acepted-calling-aes[0] (", "hilum.yaml] - 3:");
  }

  @Test
  void aGroupOfSettingsThatThereIsNot() throws Exception {
    settings("hilum:\n  packs: {port: 11112}\nsrver: {port: 1}\n");
    assertRefusedSetting("unknown settings: hilum.packs.port, srver.port");
  }

  @Test
  void aValueOfAnotherKind() throws Exception {
    settings("hilum: {pacs: {retrieve: FETCH}}\n");
    assertRefusedSetting("hilum.pacs.retrieve", "\"FETCH\": must be one of [MOVE, GET]");
  }

  @Test
  void aValueOutOfRange() throws Exception {
    settings("hilum: {pacs: {poll-interval: -5s}}\n");
    assertRefusedSetting("hilum.pacs.poll-interval must be longer than nothing");
  }

  private Path settings(String yaml) throws Exception {
    return Files.writeString(folder.resolve("hilum.yaml"), yaml);
  }

  private void assertRefused(Path file, String... parts) {
    run(file);
    assertThat(errors.toString()).startsWith("hilum: --config " + file + ": ").contains(parts);
  }

  private void assertRefusedSetting(String... parts) {
    run(folder.resolve("hilum.yaml"));
    assertThat(errors.toString()).startsWith("hilum: ").contains(parts);
  }

  private void run(Path file) {
    CommandLine line = HilumCli.commandLine();
    line.setErr(new PrintWriter(errors, true));
    int status =
        line.execute(
            "serve",
            "--config",
            file.toString(),
            "--",
            "--hilum.home=" + folder.resolve("home"),
            "--server.port=0");
    assertThat(errors.toString()).hasLineCount(1);
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
  }
}
