package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class HilumCliTest {

  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = HilumCli.commandLine();
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "train, Missing required options: '--nodules=<nodules>'",
    "demo --nix, Unknown option: '--nix'",
    "analyse, 'Unmatched argument at index 0: ''analyse'', did you mean analyze;'",
    "validate froc --bootstraps many, Invalid value for option '--bootstraps'",
  })
  void saysInOneLineWhatIsWrongWithTheArguments(String arguments, String expected) {
    assertThat(run(arguments.split(" "))).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("hilum: ")
        .contains(expected, " --help");
  }

  @Test
  void showsAllCommandsWhereNoneIsGiven() {
    assertThat(run()).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(err.toString()).contains("analyze", "train", "validate", "Research use only");
  }
}
