package org.hilum.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.Precision;
import org.hilum.model.torch.WeightsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelTest {

  @Test
  void aFolderOfWeightsGoesByItsOwnThresholdAndItsOwnName(@TempDir Path folder) throws IOException {
    WeightsFile shipped = HilumNoduleAnalyzer.shippedDetector();
    Map<String, String> properties = new HashMap<>(shipped.properties());
    properties.put(NoduleDetector.THRESHOLD, "0.61");
    new WeightsFile(shipped.architecture(), properties, shipped.tensors())
        .write(folder.resolve("detector.weights"), WeightsFile.Precision.FP16);
    try (InputStream assessor =
        LoadedModel.class.getResourceAsStream("/org/hilum/model/weights/" + AssessorWeights.FILE)) {
      Files.copy(requireNonNull(assessor), folder.resolve(AssessorWeights.FILE));
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
}
