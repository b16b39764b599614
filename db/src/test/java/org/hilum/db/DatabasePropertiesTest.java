package org.hilum.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DatabasePropertiesTest {

  @Test
  void defaultsToTheEmbeddedDatabaseOnAnyPort() {
    assertThat(bind(Map.of()))
        .isEqualTo(new DatabaseProperties("", "", "", Path.of(".hilum"), 0, 10));
    assertThat(bind(Map.of()).isEmbedded()).isTrue();
  }

  @Test
  void areAllRead() {
    DatabaseProperties properties =
        bind(
            Map.of(
                "hilum.database.url", "jdbc:postgresql://db/hilum",
                "hilum.database.username", "hilum",
                "hilum.database.password", "secret",
                "hilum.database.home", "/var/lib/hilum",
                "hilum.database.port", "5433",
                "hilum.database.pool-size", "20"));

    assertThat(properties)
        .isEqualTo(
            new DatabaseProperties(
                "jdbc:postgresql://db/hilum",
                "hilum",
                "secret",
                Path.of("/var/lib/hilum"),
                5433,
                20));
    assertThat(properties.isEmbedded()).isFalse();
    assertThat(properties.toString()).doesNotContain("secret");
  }

  @Test
  void refuseAnotherKindOfDatabase() {
    assertThatThrownBy(() -> bind(Map.of("hilum.database.url", "jdbc:h2:mem:x")))
        .isInstanceOf(BindException.class)
        .rootCause()
        .hasMessageContaining("must start with jdbc:postgresql:");
  }

  @Test
  void refuseAPortThatIsNone() {
    assertThatThrownBy(() -> bind(Map.of("hilum.database.port", "70000")))
        .rootCause()
        .hasMessageContaining("hilum.database.port must be 0");
  }

  private static DatabaseProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("hilum.database", DatabaseProperties.class);
  }
}
