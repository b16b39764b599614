package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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

  @Command(name = "hungry")
  private record Hungry(Throwable failure) implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }
  }

  private int runHungry(Throwable failure) {
    CommandLine line = HilumCli.commandLine();
    line.addSubcommand(new Hungry(failure));
    line.setErr(new PrintWriter(err, true));
    return line.execute("hungry");
  }

  /** 3 would say that the model refuses to judge. */
  @Test
  void saysWhatToDoWithoutMemoryAndEndsWithOne() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");

    assertThat(runHungry(error)).isEqualTo(1);
    assertThat(runHungry(new IllegalStateException(new ExecutionException(error)))).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("hilum: out of memory (Java heap space), Java may take ")
                    .contains("HILUM_JAVA_OPTS=-Xmx"));
  }

  @Test
  void showsAllCommandsWhereNoneIsGiven() {
    assertThat(run()).isEqualTo(HilumCli.WRONG_INPUT);
    assertThat(err.toString()).contains("analyze", "train", "validate", "Research use only");
  }
}
