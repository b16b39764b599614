package org.hilum.web.security;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the pages are guarded.
 *
 * @param loginFailuresAllowed wrong passwords in a row, at the login or asked for again, for one
 *     user from one address, before both are locked out together; an hour without one ends the row
 * @param loginLockDuration how long the first lock lasts; each further one lasts twice as long, up
 *     to an hour
 * @param metricsToken lets Prometheus read {@code /actuator/prometheus} with {@code Authorization:
 *     Bearer TOKEN}; empty: only a logged-in administrator may
 */
@ConfigurationProperties(prefix = "hilum.web.security", ignoreUnknownFields = false)
public record SecurityProperties(
    @DefaultValue("5") int loginFailuresAllowed,
    @DefaultValue("1m") Duration loginLockDuration,
    @DefaultValue("") String metricsToken) {

  private static final int SHORTEST_TOKEN = 20;

  public SecurityProperties {
    requireNonNull(loginLockDuration, "loginLockDuration");
    if (loginFailuresAllowed < 1) {
      throw new IllegalArgumentException(
          "hilum.web.security.login-failures-allowed must be at least 1, got "
              + loginFailuresAllowed);
    }
    if (loginLockDuration.isNegative() || loginLockDuration.isZero()) {
      throw new IllegalArgumentException(
          "hilum.web.security.login-lock-duration must be positive, got " + loginLockDuration);
    }
    if (!metricsToken.isEmpty() && metricsToken.length() < SHORTEST_TOKEN) {
      throw new IllegalArgumentException(
          "hilum.web.security.metrics-token must have at least %d characters, or be empty"
              .formatted(SHORTEST_TOKEN));
    }
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "SecurityProperties[loginFailuresAllowed=%d, loginLockDuration=%s]"
        .formatted(loginFailuresAllowed, loginLockDuration);
  }
}
