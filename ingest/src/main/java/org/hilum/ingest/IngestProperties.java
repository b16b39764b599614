package org.hilum.ingest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patiently and how widely studies are worked on.
 *
 * @param maxAttempts how often a step is tried before its study becomes a dead letter
 * @param retryDelay before the second attempt; each further delay is {@code retryMultiplier} times
 *     the one before
 * @param quietPeriod how long nothing may arrive before a pushed study whose size no PACS can tell
 *     counts as complete
 * @param retrieveWorkers studies fetched at the same time
 * @param analysisWorkers studies analysed at the same time; of these the model judges as many at
 *     once as {@code hilum.model.concurrent-studies} allows. With more than one, a study may come
 *     to be compared before its prior is judged
 */
@ConfigurationProperties(prefix = "hilum.ingest", ignoreUnknownFields = false)
public record IngestProperties(
    @DefaultValue("4") int maxAttempts,
    @DefaultValue("10s") Duration retryDelay,
    @DefaultValue("4") int retryMultiplier,
    @DefaultValue("30s") Duration quietPeriod,
    @DefaultValue("1") int retrieveWorkers,
    @DefaultValue("1") int analysisWorkers) {

  public IngestProperties {
    requirePositive("max-attempts", maxAttempts);
    requirePositive("retry-multiplier", retryMultiplier);
    requirePositive("retrieve-workers", retrieveWorkers);
    requirePositive("analysis-workers", analysisWorkers);
    if (retryDelay.isNegative() || quietPeriod.isNegative()) {
      throw new IllegalArgumentException(
          "hilum.ingest.retry-delay and quiet-period must not be negative, got %s and %s"
              .formatted(retryDelay, quietPeriod));
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "hilum.ingest.%s must be at least 1, got %d".formatted(name, value));
    }
  }
}
