package org.hilum.db;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the database is.
 *
 * @param url of an external PostgreSQL, for example {@code jdbc:postgresql://db:5432/hilum}; empty
 *     for the embedded one
 * @param username of the external one
 * @param password of the external one
 * @param home the folder that keeps the embedded one
 * @param port of the embedded one, on 127.0.0.1; 0 for any free one
 * @param poolSize how many connections are kept at most
 */
@ConfigurationProperties(prefix = "hilum.database", ignoreUnknownFields = false)
public record DatabaseProperties(
    @DefaultValue("") String url,
    @DefaultValue("") String username,
    @DefaultValue("") String password,
    @DefaultValue(".hilum") Path home,
    @DefaultValue("0") int port,
    @DefaultValue("10") int poolSize) {

  public DatabaseProperties {
    requireNonNull(home, "home");
    if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "hilum.database.url must start with jdbc:postgresql:, or be empty for the embedded"
              + " database, got "
              + url);
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "hilum.database.port must be 0 (any free one) to 65535, got " + port);
    }
    if (poolSize < 1) {
      throw new IllegalArgumentException(
          "hilum.database.pool-size must be at least 1, got " + poolSize);
    }
  }

  public boolean isEmbedded() {
    return url.isEmpty();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseProperties[url=%s, username=%s, home=%s, port=%d, poolSize=%d]"
        .formatted(url, username, home, port, poolSize);
  }
}
