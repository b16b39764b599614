package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PhantomCommandTest {

  private static final String SEE_HELP = "; ./hilum phantom --help shows what there is\n";

  @TempDir Path folder;

  private final StringWriter errors = new StringWriter();

  private int phantom(String out, String option, String value) {
    CommandLine line = HilumCli.commandLine();
    line.setErr(new PrintWriter(errors, true));
    return line.execute("phantom", "--out", out, option, value);
  }

  @Test
  void aNoduleOutsideTheLungsIsNamed() {
    Path out = folder.resolve("out");

    assertThat(phantom(out.toString(), "--nodules", "1e9,0,0,10")).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(errors.toString())
        .startsWith("hilum: --nodules: nodule 1 (10.0 mm at 1000000000,0,0): its centre lies")
        .hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+999999999-01-01 | '+999999999-01-01': the year must lie between 1959 and 2957",
        "0001-01-01 | '0001-01-01': the year must lie between 1959 and 2957",
        "2026-02-30 | '2026-02-30' is no date of the calendar such as 2026-01-15",
        "15.1.2026 | '15.1.2026' is no date of the calendar such as 2026-01-15"
      },
      quoteCharacter = '"')
  void aDateThatNoStudyCanBearIsRefusedBeforeAnythingElse(String date, String message) {
    Path out = folder.resolve("out");

    assertThat(phantom(out.toString(), "--study-date", date)).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(errors.toString())
        .isEqualToNormalizingNewlines(
            "hilum: Invalid value for option '--study-date': " + message + SEE_HELP);
    assertThat(out).doesNotExist();
  }

  @Test
  void anEmptyPathIsNotTheCurrentFolder() {
    assertThat(phantom("", "--seed", "1")).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(errors.toString())
        .isEqualToNormalizingNewlines(
            "hilum: Invalid value for option '--out': the path is empty; give a file or a folder"
                + SEE_HELP);
  }
}
