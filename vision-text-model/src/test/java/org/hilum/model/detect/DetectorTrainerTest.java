package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.hilum.model.ModelException;
import org.hilum.model.RealCt;
import org.hilum.model.detect.DetectorTrainer.Config;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.volume.MetaImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorTrainerTest {

  private static final String SERIES = "1.2.3";

  @TempDir Path folder;
  private Path volumes;
  private Path annotations;
  private Path nodules;
  private Path table;

  @BeforeEach
  void writeASmallTrainingSet() throws IOException {
    Path shared = RealCt.sharedData().resolve("lidc-nodules");
    volumes = Files.createDirectories(folder.resolve("volumes"));
    MetaImage.write(
        ChestPhantom.generate(new PhantomSpec(160, 160, 140, 2.2, 2.2, 2.5, 5, List.of())).volume(),
        volumes.resolve(SERIES + ".mhd"));
    annotations =
        Files.writeString(
            folder.resolve("annotations.csv"),
            "seriesuid,coordX,coordY,coordZ,diameter_mm,readers\n" + SERIES + ",60,0,0,8,4\n");
    nodules = folder.resolve("nodules.zip");
    table = folder.resolve("nodules.csv");
    List<String> rows;
    try (Stream<String> lines = Files.lines(shared.resolve("nodules.csv"))) {
      rows = lines.limit(60).toList();
    }
    Files.write(table, rows);
    try (ZipFile all = new ZipFile(shared.resolve("nodules.zip").toFile());
        ZipOutputStream few = new ZipOutputStream(Files.newOutputStream(nodules))) {
      for (ZipEntry entry : all.stream().filter(e -> isOf(rows, e)).toList()) {
        few.putNextEntry(new ZipEntry(entry.getName()));
        all.getInputStream(entry).transferTo(few);
        few.closeEntry();
      }
    }
  }

  private static boolean isOf(List<String> rows, ZipEntry entry) {
    String[] parts = entry.getName().split("/");
    return rows.stream().anyMatch(r -> r.startsWith(parts[0] + "," + parts[1] + ","));
  }

  private Config config(String out, int steps) {
    return new Config(
        volumes,
        annotations,
        nodules,
        table,
        folder.resolve(out),
        3,
        2,
        32,
        steps,
        Duration.ofMinutes(5),
        2e-3,
        1,
        20);
  }

  @Test
  void theLossFallsAndAResumedRunGoesOnAsIfItHadNeverStopped() throws IOException {
    WeightsFile whole = DetectorTrainer.train(config("whole", 30), p -> {});
    List<String> rows = Files.readAllLines(folder.resolve("whole/metrics.csv"));
    assertThat(rows).hasSize(4);
    assertThat(loss(rows.get(3))).isLessThan(0.85 * loss(rows.get(1)));

    // A run that was killed: what it left is the checkpoint of step 20.
    Path resumed = folder.resolve("resumed");
    Files.createDirectories(resumed);
    stopAfter("resumed", 20);
    WeightsFile second = DetectorTrainer.train(config("resumed", 30), p -> {});
    List<String> resumedRows = Files.readAllLines(resumed.resolve("metrics.csv"));
    assertThat(resumedRows).hasSize(4);
    assertThat(loss(resumedRows.get(3))).isCloseTo(loss(rows.get(3)), within(0.02));
    float[] a = whole.tensor("parameters").values();
    float[] b = second.tensor("parameters").values();
    double difference = 0;
    double length = 0;
    for (int i = 0; i < a.length; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      length += a[i] * a[i];
    }
    assertThat(Math.sqrt(difference / length)).isLessThan(1e-3);
  }

  /** Ends a run after a checkpoint, by throwing from its listener. */
  private void stopAfter(String out, int step) {
    assertThatThrownBy(
            () ->
                DetectorTrainer.train(
                    config(out, 30),
                    progress -> {
                      if (progress.step() > step) {
                        throw new IllegalStateException("killed");
                      }
                    }))
        .hasMessage("killed");
  }

  private static double loss(String row) {
    return Double.parseDouble(row.split(",")[3]);
  }

  @Test
  void aSeriesOutsideTheTrainingSplitIsRefusedByName() throws IOException {
    String validationSeries = "1.3.6.1.4.1.14519.5.2.1.6279.6001.179049373636438705059720603192";
    for (String extension : List.of(".mhd", ".raw")) {
      Files.copy(
          volumes.resolve(SERIES + extension), volumes.resolve(validationSeries + extension));
    }
    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1), p -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(validationSeries)
        .hasMessageContaining("outside the training split");
  }

  @Test
  void aTableWithoutAColumnIsRefusedByTheColumnsName() throws IOException {
    Files.writeString(table, Files.readString(table).replace("slice_spacing_mm", "spacing"));
    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1), p -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("slice_spacing_mm");
  }

  @Test
  void aPatientInBothSplitsIsRefusedByName() throws IOException {
    String text = Files.readString(table);
    Files.writeString(
        table, text.replaceFirst("LIDC-IDRI-0005,nodule-0,train", "LIDC-IDRI-0005,nodule-0,val"));
    assertThatThrownBy(() -> DetectorTrainer.train(config("out", 1), p -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("LIDC-IDRI-0005")
        .hasMessageContaining("more than one split");
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
