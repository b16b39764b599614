package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.torch.WeightsFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("Weights that cannot be used get one line")
class WeightsFolderTest {

  private static final String STUDIES =
      "validate studies --format csv --annotations a.csv --data d --out o";
  private static final String WALLS = "bench walls --ct d --labels l --out o";
  private static final String NODULES = "validate nodules --data d.zip --labels l.csv --out o";

  @TempDir Path folder;

  private String refused(String command, Path weights) {
    StringWriter errors = new StringWriter();
    CommandLine line = HilumCli.commandLine();
    line.setErr(new PrintWriter(errors, true));
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.add("--weights=" + weights);

    assertThat(line.execute(arguments.toArray(String[]::new))).isEqualTo(HilumCli.WRONG_INPUT);
    return errors.toString();
  }

  private void assertRefused(String command, Path weights, String message) {
    assertThat(refused(command, weights)).isEqualTo("hilum: " + message + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {STUDIES, NODULES, "analyze d --out o", "bench model", WALLS})
  void aFolderThatIsNotThere(String command) {
    Path missing = folder.resolve("missing");

    assertRefused(
        command,
        missing,
        "--weights " + missing + ": is no folder; give the one that ./hilum train wrote");
  }

  @ParameterizedTest
  @ValueSource(strings = {STUDIES, NODULES})
  void aFolderWithoutTheDetector(String command) {
    assertRefused(
        command,
        folder,
        "Weights "
            + folder.resolve("detector.weights")
            + " cannot be read: no such file; check the path");
  }

  @Test
  void anAssessorOfAnotherArchitecture() {
    WeightsFile detector = HilumNoduleAnalyzer.shippedDetector();
    detector.write(folder.resolve("detector.weights"), WeightsFile.Precision.FP16);
    Path assessor = folder.resolve("assessor.weights");
    detector.write(assessor, WeightsFile.Precision.FP16);

    assertThat(refused(NODULES, folder))
        .startsWith(
            "hilum: Weights %s are of architecture %s, needed is "
                .formatted(assessor, detector.architecture()))
        .hasLineCount(1);
  }
}
