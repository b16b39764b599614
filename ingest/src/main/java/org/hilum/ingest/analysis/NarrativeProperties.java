package org.hilum.ingest.analysis;

import java.net.URI;
import java.time.Duration;
import org.hilum.report.narrative.NarrativeEndpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The optional rewording of findings and impression by a language model.
 *
 * @param url an endpoint of OpenAI's chat completions; empty for no rewording
 * @param model as the endpoint names it
 * @param apiKey sent as a bearer token; empty where none is asked for
 * @param timeout for one report
 */
@ConfigurationProperties(prefix = "hilum.narrative", ignoreUnknownFields = false)
public record NarrativeProperties(
    @DefaultValue("") String url,
    @DefaultValue("") String model,
    @DefaultValue("") String apiKey,
    @DefaultValue("20s") Duration timeout) {

  /** Where to have texts reworded; null where nobody should. */
  public @Nullable NarrativeEndpoint endpoint() {
    return url.isBlank() ? null : new NarrativeEndpoint(URI.create(url), model, apiKey, timeout);
  }

  /** Without the key, which belongs in no log. */
  @Override
  public String toString() {
    return "NarrativeProperties[url=%s, model=%s, timeout=%s]".formatted(url, model, timeout);
  }
}
