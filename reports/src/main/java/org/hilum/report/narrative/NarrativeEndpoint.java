package org.hilum.report.narrative;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where texts are reworded: any endpoint of OpenAI's chat completions.
 *
 * @param url for example {@code https://api.example.org/v1/chat/completions}
 * @param model as the endpoint names it
 * @param apiKey sent as a bearer token; null where none is asked for
 * @param timeout for one report, from the first byte sent to the last received
 * @throws IllegalArgumentException if one of them cannot be meant
 */
public record NarrativeEndpoint(URI url, String model, @Nullable String apiKey, Duration timeout) {

  public NarrativeEndpoint {
    requireNonNull(url, "url");
    requireNonNull(model, "model");
    requireNonNull(timeout, "timeout");
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      throw new IllegalArgumentException("the narrative's url must be http or https, got " + url);
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("the narrative's model has no name");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "the narrative's timeout must be positive, got " + timeout);
    }
  }

  /** Without the key, which belongs in no log. */
  @Override
  public String toString() {
    return "NarrativeEndpoint[url=%s, model=%s, timeout=%s]".formatted(url, model, timeout);
  }
}
