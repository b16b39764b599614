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

    assertThat(errors).hasToString("hilum: " + missing + ": is no folder that can be read\n");
    assertThat(status).isEqualTo(HilumCli.WRONG_INPUT);
  }

  @Test
  void whereTheTableIsNone() throws Exception {
    Path table = file("labels.csv", "\0\"not a table\n\"\"x,\n");
    int status = train(Files.createDirectory(folder.resolve("ct")), table);

    assertThat(errors.toString()).startsWith("hilum: " + table + ": ").hasLineCount(1);
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
