package org.hilum.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.hilum.web.HilumProperties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecurityPropertiesTest {

  @Test
  void hasTheseDefaults() {
    assertThat(bind(Map.of(), "hilum.web.security", SecurityProperties.class))
        .isEqualTo(new SecurityProperties(5, Duration.ofMinutes(1), ""));
    assertThat(bind(Map.of(), "hilum", HilumProperties.class).studies())
        .isEqualTo(Path.of(".hilum", "studies"));
  }

  @Test
  void readsEveryPropertyFromItsName() {
    Map<String, String> properties =
        Map.of(
            "hilum.home", "/var/lib/hilum",
            "hilum.web.security.login-failures-allowed", "3",
            "hilum.web.security.login-lock-duration", "90s",
            "hilum.web.security.metrics-token", "0123456789012345678901234");
    assertThat(bind(properties, "hilum.web.security", SecurityProperties.class))
        .isEqualTo(new SecurityProperties(3, Duration.ofSeconds(90), "0123456789012345678901234"));
    assertThat(bind(properties, "hilum", HilumProperties.class).home())
        .isEqualTo(Path.of("/var/lib/hilum"));
  }

  @Test
  void refusesWhatWouldLeaveTheDoorOpenAndKeepsTheTokenOutOfLogs() {
    Duration minute = Duration.ofMinutes(1);
    assertThatThrownBy(() -> new SecurityProperties(0, minute, ""))
        .hasMessageContaining("login-failures-allowed");
    assertThatThrownBy(() -> new SecurityProperties(5, Duration.ZERO, ""))
        .hasMessageContaining("login-lock-duration");
    assertThatThrownBy(() -> new SecurityProperties(5, minute, "short"))
        .hasMessageContaining("metrics-token");
    String token = "0123456789012345678901234";
    assertThat(new SecurityProperties(5, minute, token).toString()).doesNotContain(token);
  }

  private static <T> T bind(Map<String, String> properties, String prefix, Class<T> type) {
    return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
  }
}
