package org.hilum.ingest.route;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.hilum.ingest.IngestProperties;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.VolumeTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a step fails: its message is sent back to its queue with a growing delay, and
 * after the last attempt becomes a dead letter. The wait is the broker's, so it survives a restart
 * and keeps no other study waiting.
 */
final class FailurePolicy implements Processor {

  /** Exchange property: milliseconds until the next attempt; absent where there is none. */
  static final String DELAY_MS = "hilumDelayMs";

  private static final Logger log = LoggerFactory.getLogger(FailurePolicy.class);

  private final IngestProperties properties;
  private final FailureNotes notes;

  FailurePolicy(IngestProperties properties, FailureNotes notes) {
    this.properties = properties;
    this.notes = notes;
  }

  @Override
  public void process(Exchange exchange) {
    Exception cause = StudyMessages.failure(exchange);
    String studyUid = StudyMessages.studyUid(exchange);
    int attempt = StudyMessages.attempt(exchange);
    if (cause instanceof InvalidStudyException
        || cause instanceof VolumeTooLargeException
        || cause instanceof PoisonedMessageException
        || attempt >= properties.maxAttempts()) {
      return;
    }
    Duration delay = delayAfter(attempt);
    exchange.getMessage().setHeader(Queues.ATTEMPT, attempt + 1);
    exchange.setProperty(DELAY_MS, delay.toMillis());
    String reason =
        "attempt %d of %d failed, again in %d s: %s"
            .formatted(
                attempt, properties.maxAttempts(), delay.toSeconds(), Failures.oneLine(cause));
    log.warn("Study {}: {}", studyUid, reason);
    notes.retrying(exchange.getMessage(), studyUid, reason);
  }

  private Duration delayAfter(int attempt) {
    long factor = 1;
    for (int i = 1; i < attempt; i++) {
      factor *= properties.retryMultiplier();
    }
    return properties.retryDelay().multipliedBy(factor);
  }
}
