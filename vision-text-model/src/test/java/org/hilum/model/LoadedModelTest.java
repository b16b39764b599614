package org.hilum.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.ShippedWeights;
import org.hilum.model.detect.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelTest {

  @Test
  void aFolderOfWeightsGoesByItsOwnThresholdAndItsOwnName(@TempDir Path folder) throws IOException {
    ShippedWeights.with(0.61).write(folder.resolve(AssessorWeights.FILE));
    try (InputStream detector =
        LoadedModel.class.getResourceAsStream("/org/hilum/model/weights/detector.weights")) {
      Files.copy(requireNonNull(detector), folder.resolve("detector.weights"));
    }
    ModelConfig config = ModelConfig.shipped().withThreshold(0.02).withPrecision(Precision.FP32);

    try (LoadedModel given = LoadedModel.load(config.withWeights(folder));
        LoadedModel ours = LoadedModel.load(config)) {
      assertThat(given.threshold()).isEqualTo(0.61);
      assertThat(given.detector().weightsHash()).isEqualTo(ours.detector().weightsHash());
      assertThat(given.info().version()).isNotEqualTo(ours.info().version());
      assertThat(given.info().precision()).isEqualTo("fp32");
    }
  }

  @Test
  void aThresholdThatNoScoreCanHaveIsRefused() {
    assertThatThrownBy(() -> ShippedWeights.with(1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("threshold must lie between 0 and 1");
  }
}
