package org.hilum.ingest.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.hilum.report.narrative.NarrativeEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class NarrativePropertiesTest {

  @Test
  void rewordNothingUnlessAnEndpointIsNamed() {
    NarrativeProperties defaults = bind(Map.of());
    assertThat(defaults).isEqualTo(new NarrativeProperties("", "", "", Duration.ofSeconds(20)));
    assertThat(defaults.endpoint()).isNull();
  }

  @Test
  void nameAnEndpoint() {
    NarrativeProperties properties =
        bind(
            Map.of(
                "hilum.narrative.url", "https://api.example.org/v1/chat/completions",
                "hilum.narrative.model", "m-1",
                "hilum.narrative.api-key", "secret",
                "hilum.narrative.timeout", "5s"));
    assertThat(properties.endpoint())
        .isEqualTo(
            new NarrativeEndpoint(
                URI.create("https://api.example.org/v1/chat/completions"),
                "m-1",
                "secret",
                Duration.ofSeconds(5)));
    assertThat(properties.toString()).doesNotContain("secret");
  }

  @Test
  void refuseAnEndpointWithoutAModel() {
    NarrativeProperties properties = bind(Map.of("hilum.narrative.url", "https://x.example/v1"));
    assertThatThrownBy(properties::endpoint).hasMessageContaining("model has no name");
  }

  private static NarrativeProperties bind(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("hilum.narrative", NarrativeProperties.class);
  }
}
