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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.validation.SharedData;
import org.hilum.validation.nodules.NodulePrediction;
import org.hilum.validation.nodules.NodulePredictor;
import org.hilum.validation.nodules.NoduleRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On real slices; the model is a plain one of the test's own: how much near the middle is dense.
 */
class NodulesCommandTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path labels;
  private Path archive;

  private static final class DenseDisk implements NodulePredictor {
    private final double weight;
    private int predicted;

    DenseDisk(double weight) {
      this.weight = weight;
    }

    @Override
    public ModelInfo model() {
      return new ModelInfo("dense-disk", Double.toString(weight), "fp64");
    }

    @Override
    public List<NodulePrediction> predict(List<LidcNodule> nodules) {
      return nodules.stream().map(this::predict).toList();
    }

    private NodulePrediction predict(LidcNodule nodule) {
      CropStack stack = nodule.stack();
      predicted++;
      int middle = CropStack.SIDE / 2;
      List<BitSet> masks = new ArrayList<>();
      int dense = 0;
      for (int s = 0; s < stack.count(); s++) {
        BitSet mask = new BitSet();
        for (int r = middle - 14; r < middle + 14; r++) {
          for (int c = middle - 14; c < middle + 14; c++) {
            if (Math.hypot(c - middle, r - middle) < 14 && stack.hu(c, r, s) > -400) {
              mask.set(r * CropStack.SIDE + c);
              dense++;
            }
          }
        }
        masks.add(mask);
      }
      double probability = 1 / (1 + Math.exp(-weight * (Math.log(1 + dense) - 6)));
      return new NodulePrediction(
          probability,
          new NoduleAttributes(5, 1, 1, 4, 4, 6, 4),
          Math.sqrt(dense),
          masks,
          nodule.row().hasMalignancyLabel()
              ? new NodulePrediction.SimulatedHistory(1 - probability, -probability)
              : NodulePrediction.SimulatedHistory.NONE);
    }
  }

  @BeforeEach
  void someRealNodules() throws IOException {
    archive = SharedData.at("lidc-nodules/nodules.zip");
    List<String> all = Files.readAllLines(SharedData.at("lidc-nodules/nodules.csv"));
    List<String> some = new ArrayList<>(List.of(all.get(0)));
    all.stream().filter(line -> line.contains(",val,")).limit(30).forEach(some::add);
    labels = Files.write(folder.resolve("nodules.csv"), some);
  }

  private int run(NodulePredictor predictor, String to) {
    return new NodulesCommand(Clock.systemUTC())
        .run(
            new NodulesCommand.Options(
                archive, labels, NoduleRun.Split.VAL, folder.resolve(to), false, "hilum validate"),
            predictor,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private JsonNode metrics(String of) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(of + "/metrics.json").toFile());
  }

  @Test
  void realNodulesEndInPredictionsFiguresAndAReportWithCrops() throws IOException {
    assertThat(run(new DenseDisk(1), "out")).as(err.toString()).isZero();

    assertThat(Files.readAllLines(folder.resolve("out/predictions.csv"))).hasSize(31);
    assertThat(metrics("out").at("/figures/malignancyAuc/value").asDouble()).isBetween(0.5, 1.0);
    assertThat(metrics("out").at("/figures/dice/value").asDouble()).isBetween(0.2, 1.0);
    assertThat(metrics("out").at("/figures/diceBetweenReaders/value").asDouble())
        .isBetween(0.6, 0.95);
    assertThat(metrics("out").at("/baselines/diameter alone/malignancyAuc/value").asDouble())
        .as("few nodules, perfectly apart, and so without an interval")
        .isOne();
    assertThat(metrics("out").at("/baselines/diameter alone/malignancyAuc/ci95").size()).isZero();
    assertThat(metrics("out").at("/figures/dice/ci95")).hasSize(2);
    // The fake's "history" says the opposite of its image.
    assertThat(
            metrics("out")
                .at("/baselines/history alone (simulated histories)/malignancyAuc/value")
                .asDouble())
        .isEqualTo(1 - metrics("out").at("/figures/malignancyAuc/value").asDouble(), within(1e-9));
    assertThat(metrics("out").at("/figures/textureKappaWithReader1/counts/nodules").asInt())
        .isPositive();
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("Malignant nodules with the lowest probabilities")
        .contains("data:image/png;base64,")
        .contains("image/svg+xml");
  }

  @Test
  void aRunThatStartsAgainJudgesOnlyWhatIsMissingUntilTheModelChanges() throws IOException {
    DenseDisk model = new DenseDisk(1);
    run(model, "out");
    assertThat(model.predicted).isEqualTo(30);
    String first = Files.readString(folder.resolve("out/predictions.csv"));
    try (Stream<Path> kept = Files.list(folder.resolve("out/nodules"))) {
      Files.delete(kept.sorted().findFirst().orElseThrow());
    }

    run(model, "out");
    assertThat(model.predicted).isEqualTo(31);
    assertThat(Files.readString(folder.resolve("out/predictions.csv"))).isEqualTo(first);

    DenseDisk another = new DenseDisk(2);
    run(another, "out");
    assertThat(another.predicted).isEqualTo(30);
  }

  @Test
  void aNoduleWithoutItsSlicesIsNamedAndTheRestIsScored() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(labels));
    lines.add(lines.get(1).replaceFirst("nodule-\\d+", "nodule-99"));
    Files.write(labels, lines);

    assertThat(run(new DenseDisk(1), "out")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("nodule-99/image-000.png");
    assertThat(Files.readAllLines(folder.resolve("out/predictions.csv"))).hasSize(31);
  }

  @Test
  void labelsThatCannotBeUsedAreRefusedWithTheirLine() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(labels));
    lines.set(3, lines.get(3).replace(",val,", ",test,"));
    Files.write(labels, lines);

    assertThat(run(new DenseDisk(1), "out")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("line 4");
  }

  @Test
  void inputThatCannotBeUsedIsNamedInWordsAndLeavesNoFolder() throws IOException {
    Path slices = archive;
    archive = folder.resolve("none.zip");
    assertThat(run(new DenseDisk(1), "out")).isEqualTo(2);
    archive = folder;
    assertThat(run(new DenseDisk(1), "out")).isEqualTo(2);
    archive = labels;
    assertThat(run(new DenseDisk(1), "out")).isEqualTo(2);
    archive = slices;
    Files.writeString(labels, "patient,nodule\n");
    assertThat(run(new DenseDisk(1), "out")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("no such file", "it is a folder", "no zip archive", "lack the column split")
        .doesNotContain("java.", "Exception")
        .hasLineCount(4);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void anArchiveOfOtherNodulesIsRefused() throws IOException {
    List<String> lines = Files.readAllLines(labels);
    Files.write(
        labels, List.of(lines.get(0), lines.get(1).replaceFirst("nodule-\\d+", "nodule-99")));

    assertThat(run(new DenseDisk(1), "out")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("none of the nodules");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void twoRunsOnTheSameNodulesAreComparedByAPairedTest() throws IOException {
    run(new DenseDisk(1), "a");
    run(new DenseDisk(-1), "b");

    int code =
        new CompareCommand(Clock.systemUTC())
            .run(
                new CompareCommand.Options(
                    folder.resolve("a"),
                    folder.resolve("b"),
                    folder.resolve("ab"),
                    false,
                    null,
                    100,
                    1,
                    "hilum validate compare a b"),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(code).as(err.toString()).isZero();
    double first = metrics("ab").at("/figures/firstAuc/value").asDouble();
    // The second ranks the other way round.
    assertThat(metrics("ab").at("/figures/secondAuc/value").asDouble())
        .isEqualTo(1 - first, within(1e-9));
    assertThat(metrics("ab").at("/figures/difference/value").asDouble())
        .isEqualTo(2 * first - 1, within(1e-9));
    assertThat(metrics("ab").at("/figures/pValue/value").asDouble())
        .as("dense disks tell something, so the two differ")
        .isStrictlyBetween(0.0, 0.001);
  }
}
