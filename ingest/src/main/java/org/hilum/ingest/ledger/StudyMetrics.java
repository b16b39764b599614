package org.hilum.ingest.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.hilum.db.StudyStatus;
import org.springframework.transaction.event.TransactionalEventListener;

/** Counts how studies end: {@code hilum.studies}, with the tag {@code status}. */
public class StudyMetrics {

  private final Map<StudyStatus, Counter> ended = new EnumMap<>(StudyStatus.class);

  public StudyMetrics(MeterRegistry meters) {
    for (StudyStatus status : StudyLedger.ENDED) {
      ended.put(
          status,
          meters.counter("hilum.studies", "status", status.name().toLowerCase(Locale.ROOT)));
    }
  }

  @TransactionalEventListener(fallbackExecution = true)
  void moved(StudyMoved event) {
    Counter counter = ended.get(event.status());
    if (counter != null) {
      counter.increment();
    }
  }
}
