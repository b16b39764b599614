package org.hilum.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.hilum.model.ModelConfig;
import org.hilum.model.detect.Precision;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ModelPropertiesTest {

  @Test
  void meansTheShippedModelUnlessSet() {
    assertThat(bind(Map.of()).toConfig()).isEqualTo(ModelConfig.shipped());
  }

  @Test
  void readsEveryPropertyFromItsName() {
    ModelProperties properties =
        bind(
            Map.of(
                "hilum.model.weights", "/var/lib/weights",
                "hilum.model.precision", "bf16",
                "hilum.model.threshold", "0.5",
                "hilum.model.concurrent-studies", "3"));

    assertThat(properties)
        .isEqualTo(new ModelProperties(Path.of("/var/lib/weights"), Precision.BF16, 0.5, 3));
    assertThat(properties.toConfig().concurrentStudies()).isEqualTo(3);
    assertThat(properties.toConfig().weightsFolder()).isEqualTo(Path.of("/var/lib/weights"));
  }

  @Test
  void refusesToJudgeNoStudyAtATime() {
    assertThatThrownBy(() -> bind(Map.of("hilum.model.concurrent-studies", "0")))
        .hasRootCauseMessage("hilum.model.concurrent-studies must be at least 1, got 0");
  }

  private static ModelProperties bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("hilum.model", ModelProperties.class);
  }
}
