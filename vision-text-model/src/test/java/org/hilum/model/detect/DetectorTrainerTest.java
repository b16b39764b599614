package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hilum.model.ModelException;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.detect.DetectorTrainer.Config;
import org.hilum.model.torch.WeightsFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorTrainerTest {

  @TempDir Path folder;
  private SmallTrainingSet set;
  private Path volumes;
  private Path annotations;
  private Path nodules;
  private Path table;
  private int batches = 1;

  @BeforeEach
  void writeASmallTrainingSet() throws IOException {
    set = SmallTrainingSet.write(folder);
    volumes = set.volumes();
    annotations = set.annotations();
    nodules = set.nodules();
    table = set.table();
  }

  /** By a file that nobody reads. */
  private void changeTheArchive() throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(nodules)) {
      Files.writeString(zip.getPath("more.txt"), "more");
    }
  }

  private Config config(String out, int steps) throws IOException {
    return config(out, steps, null);
  }

  private Config config(String out, int steps, @Nullable Path from) throws IOException {
    return new Config(
        set.headers(),
        annotations,
        nodules,
        table,
        folder.resolve(out),
        from,
        3,
        2,
        batches,
        DetectorNetwork.SMALLEST_TRAINING_WINDOW,
        steps,
        Duration.ofHours(9),
        2e-3,
        1,
        20);
  }

  /** Mining makes the cases harder as it goes; of 700 steps none is mined within the first 104. */
  private static final int LONG_RUN = 700;

  @Test
  void theLossFalls() throws IOException {
    stopAfter("falls", LONG_RUN, 100);

    List<String> rows = Files.readAllLines(folder.resolve("falls/metrics.csv"));
    double first = medianFocalLoss(rows.subList(1, 4));
    double last = medianFocalLoss(rows.subList(6, 11));
    assertThat(last).as("from %s", rows).isLessThan(0.85 * first);
  }

  @ParameterizedTest(name = "{0} batches a step")
  @ValueSource(ints = {1, 2})
  void aResumedRunReachesTheVeryWeightsOfOneThatWasNotStopped(int batchesAStep) throws IOException {
    batches = batchesAStep;
    stopAfter("whole", LONG_RUN, 40);
    stopAfter("resumed", LONG_RUN, 20);
    Path metrics = folder.resolve("resumed/metrics.csv");
    String killedBeforeItsCheckpoint = "30,1.0,0.001,2,1,1,1,1,1\n40,1.0,0.0";
    Files.writeString(metrics, killedBeforeItsCheckpoint, StandardOpenOption.APPEND);
    stopAfter("resumed", LONG_RUN, 40);

    WeightsFile whole = checkpoint("whole");
    WeightsFile resumed = checkpoint("resumed");
    assertThat(resumed.properties()).containsEntry("step", "40");
    for (String name : List.of("parameters", "statistics", "firstMoment", "average")) {
      assertThat(java.util.Arrays.equals(values(resumed, name), values(whole, name)))
          .as(name)
          .isTrue();
    }
    List<String> rows = Files.readAllLines(folder.resolve("whole/metrics.csv"));
    List<String> resumedRows = Files.readAllLines(metrics);
    assertThat(resumedRows).hasSameSizeAs(rows);
    assertThat(resumedRows.get(3)).startsWith("30,");
  }

  @Test
  void aFolderThatWasBegunWithOtherDataIsNotGoneOnWith() throws IOException {
    DetectorTrainer.train(config("out", 1), p -> {});
    assertThat(checkpoint("out").properties()).containsEntry("begun with window", "48");
    assertThat(DetectorTrainer.train(config("out", 1), p -> {}).properties())
        .containsEntry("step", "1");

    Files.writeString(
        annotations, SmallTrainingSet.SERIES + ",50,0,0,4,1\n", StandardOpenOption.APPEND);
    changeTheArchive();
    batches = 2;

    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1), p -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "%s was begun with other marks in the CTs, batches a step, slices of nodules; give another --out",
            folder.resolve("out"));
    withoutItsBeginning("out");
    assertThat(DetectorTrainer.train(config("out", 1), p -> {}).properties())
        .as("a checkpoint of an earlier version does not tell")
        .containsEntry("step", "1");
  }

  private void withoutItsBeginning(String out) {
    WeightsFile saved = checkpoint(out);
    Map<String, String> properties = new HashMap<>(saved.properties());
    properties.keySet().removeIf(name -> name.startsWith("begun"));
    new WeightsFile(saved.architecture(), properties, saved.tensors())
        .write(folder.resolve(out).resolve("checkpoint.weights"), WeightsFile.Precision.FP32);
  }

  private static float[] values(WeightsFile checkpoint, String name) {
    return checkpoint.tensor(name).values();
  }

  private WeightsFile checkpoint(String out) {
    return WeightsFile.read(
        folder.resolve(out).resolve("checkpoint.weights"),
        DetectorNetwork.ARCHITECTURE + "-checkpoint-2");
  }

  @Test
  void finetuningBeginsWithTheGivenWeights() throws IOException {
    Path from = folder.resolve("from.weights");
    WeightsFile shipped =
        WeightsFile.readResource(
            DetectorTrainer.class,
            "/org/hilum/model/weights/detector.weights",
            DetectorNetwork.ARCHITECTURE);
    shipped.write(from, WeightsFile.Precision.FP32);

    WeightsFile after = DetectorTrainer.train(config("finetuned", 1, from), p -> {});

    float[] before = shipped.tensor("parameters").values();
    float[] moved = after.tensor("parameters").values();
    assertThat(moved).isNotEqualTo(before);
    double largest = 0;
    for (int i = 0; i < before.length; i++) {
      largest = Math.max(largest, Math.abs(moved[i] - before[i]));
    }
    assertThat(largest).isLessThan(0.001);
    assertThatThrownBy(() -> DetectorTrainer.train(config("finetuned", 1), p -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("was begun with other first weights; give another --out");
    assertThat(after.tensor(NoduleDetector.RANGES).values())
        .as("what eight bits need to know")
        .hasSize(2 * new DetectorNetwork().quantisedArrays());

    Path weights = folder.resolve("finetuned").resolve(DetectorTrainer.WEIGHTS);
    FileTime longAgo = FileTime.fromMillis(0);
    Files.setLastModifiedTime(weights, longAgo);
    WeightsFile again = DetectorTrainer.train(config("finetuned", 1, from), p -> {});
    assertThat(Files.getLastModifiedTime(weights)).as("nothing was left to do").isEqualTo(longAgo);
    assertThat(again.tensors()).containsKey(NoduleDetector.RANGES);
  }

  @Test
  void weightsOfAnotherArchitectureAreNoBeginning() throws IOException {
    Path from = folder.resolve("other.weights");
    new WeightsFile("other-9", java.util.Map.of(), java.util.Map.of())
        .write(from, WeightsFile.Precision.FP32);
    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1, from), p -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("other-9");
  }

  private void stopAfter(String out, int steps, int step) {
    assertThatThrownBy(
            () ->
                DetectorTrainer.train(
                    config(out, steps),
                    progress -> {
                      if (progress.step() > step) {
                        throw new IllegalStateException("killed");
                      }
                    }))
        .hasMessage("killed");
  }

  /** Of the part of the loss that the size of the drawn nodules moves least. */
  private static double medianFocalLoss(List<String> rows) {
    double[] losses =
        rows.stream().mapToDouble(row -> Double.parseDouble(row.split(",")[4])).sorted().toArray();
    return losses[losses.length / 2];
  }

  @Test
  void aSeriesOutsideTheTrainingSplitIsRefusedByName() throws IOException {
    String validationSeries = "1.3.6.1.4.1.14519.5.2.1.6279.6001.179049373636438705059720603192";
    for (String extension : List.of(".mhd", ".raw")) {
      Files.copy(
          volumes.resolve(SmallTrainingSet.SERIES + extension),
          volumes.resolve(validationSeries + extension));
    }
    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1), p -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(validationSeries)
        .hasMessageContaining("outside the split train");
  }

  @Test
  void aTableWithoutAColumnIsRefusedByTheColumnsName() throws IOException {
    Files.writeString(table, Files.readString(table).replace("slice_spacing_mm", "spacing"));
    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1), p -> {}))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("slice_spacing_mm");
  }

  @Test
  void aPatientInBothSplitsIsRefusedByName() throws IOException {
    String text = Files.readString(table);
    Files.writeString(
        table, text.replaceFirst("LIDC-IDRI-0005,nodule-0,train", "LIDC-IDRI-0005,nodule-0,val"));
    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1), p -> {}))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("LIDC-IDRI-0005")
        .hasMessageContaining("both splits");
  }

  @Test
  void aCheckpointOfAnotherArchitectureIsRefused() throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    new WeightsFile("other-9", java.util.Map.of(), java.util.Map.of())
        .write(out.resolve("checkpoint.weights"), WeightsFile.Precision.FP32);
    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1), p -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("other-9");
  }
}
