package org.hilum.ingest.route;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.hilum.db.DeadLetter;
import org.hilum.db.DeadLetterRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps what could not be processed, with its reason, and sends it again when asked to. */
public final class DeadLetterOffice {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterOffice.class);

  private final DeadLetterRepository letters;
  private final FailureNotes notes;
  private final TransactionTemplate transaction;
  private final ProducerTemplate producer;
  private final Clock clock;

  /** Letters that are being sent: a second click must not send them twice. */
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

  DeadLetterOffice(
      DeadLetterRepository letters,
      FailureNotes notes,
      TransactionTemplate transaction,
      ProducerTemplate producer,
      Clock clock) {
    this.letters = letters;
    this.notes = notes;
    this.transaction = transaction;
    this.producer = producer;
    this.clock = clock;
  }

  /** Stores the failed message of this exchange; its study is marked as failed. */
  void bury(Exchange exchange) {
    Exception cause = StudyMessages.failure(exchange);
    String queue = StudyMessages.origin(exchange);
    String studyUid = StudyMessages.studyUid(exchange);
    Message message = exchange.getMessage();
    String reason = Failures.oneLine(cause);
    transaction.executeWithoutResult(
        status -> {
          Optional<DeadLetter> earlier =
              Optional.ofNullable(message.getHeader(Queues.DEAD_LETTER, Long.class))
                  .flatMap(letters::findById);
          if (earlier.isPresent()) {
            earlier.get().failAgain(reason, Failures.stackTrace(cause));
            letters.save(earlier.get());
          } else {
            letters.save(
                new DeadLetter(
                    queue,
                    studyUid,
                    studyUid,
                    headers(message),
                    reason,
                    Failures.stackTrace(cause),
                    clock.instant()));
          }
          notes.failed(message, studyUid, reason);
        });
    log.error("Study {}: given up at {}: {}", studyUid, queue, reason);
  }

  private static Map<String, String> headers(Message message) {
    Map<String, String> headers = new HashMap<>();
    @Nullable String pacs = message.getHeader(Queues.PACS, String.class);
    if (pacs != null) {
      headers.put(Queues.PACS, pacs);
    }
    @Nullable Long delivery = message.getHeader(Queues.DELIVERY, Long.class);
    if (delivery != null) {
      headers.put(Queues.DELIVERY, delivery.toString());
    }
    return headers;
  }

  /**
   * Sends a dead letter to its queue again. It counts as resolved once the broker has it, and is
   * open until then: a stop in between, or a database that is away too, loses nothing. If it fails
   * again, it is open again.
   *
   * @throws IllegalArgumentException if there is no such open letter, or it is being sent
   * @throws RuntimeException if the broker does not take it; it stays open
   */
  public void retry(long id) {
    if (!underWay.add(id)) {
      throw new IllegalArgumentException("dead letter " + id + " is being sent");
    }
    try {
      send(id);
    } finally {
      underWay.remove(id);
    }
  }

  private void send(long id) {
    Begun begun = Objects.requireNonNull(transaction.execute(status -> begin(id)));
    DeadLetter letter = begun.letter();
    String studyUid = Objects.requireNonNull(letter.getStudyInstanceUid());
    Map<String, Object> headers = new HashMap<>(letter.getHeaders());
    headers.put(Queues.DEAD_LETTER, id);
    Long delivery = delivery(letter);
    if (delivery != null) {
      headers.put(Queues.DELIVERY, delivery);
    }
    try {
      producer.sendBodyAndHeaders(Queues.endpoint(letter.getRoute()), studyUid, headers);
    } catch (RuntimeException e) {
      try {
        refused(id, begun.moved(), e);
      } catch (RuntimeException alsoAway) {
        e.addSuppressed(alsoAway);
      }
      throw e;
    }
    try {
      transaction.executeWithoutResult(status -> resolve(id, letter.getAttempts()));
    } catch (RuntimeException e) {
      log.warn("Dead letter {} was sent again, but stays open: {}", id, e.getMessage());
    }
  }

  /**
   * @param moved whether the study or the delivery waits since then; what has come on meanwhile by
   *     another way does not
   */
  private record Begun(DeadLetter letter, boolean moved) {}

  private Begun begin(long id) {
    DeadLetter letter =
        letters
            .findById(id)
            .filter(found -> found.getResolvedAt() == null)
            .orElseThrow(() -> new IllegalArgumentException("there is no open dead letter " + id));
    letter.retry(clock.instant());
    boolean moved =
        notes.sentAgain(delivery(letter), Objects.requireNonNull(letter.getStudyInstanceUid()));
    return new Begun(letters.save(letter), moved);
  }

  /** Not if it has failed again meanwhile: then it was buried before this came to be written. */
  private void resolve(long id, int attempts) {
    DeadLetter letter = letters.findById(id).orElseThrow();
    if (letter.getAttempts() == attempts) {
      letter.resolve(clock.instant());
      letters.save(letter);
    }
  }

  private static @Nullable Long delivery(DeadLetter letter) {
    String stored = letter.getHeaders().get(Queues.DELIVERY);
    return stored == null ? null : Long.valueOf(stored);
  }

  private void refused(long id, boolean moved, Exception cause) {
    transaction.executeWithoutResult(
        status -> {
          DeadLetter letter = letters.findById(id).orElseThrow();
          String reason = Failures.oneLine(cause);
          letter.failAgain(reason, Failures.stackTrace(cause));
          letters.save(letter);
          if (moved) {
            notes.failed(
                delivery(letter), Objects.requireNonNull(letter.getStudyInstanceUid()), reason);
          }
        });
  }
}
