package org.hilum.ingest.pacs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.study.StudyStore;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.net.InstanceListener;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;

/**
 * What reaches our receiver: instances that a retrieval waits for, and studies that peers push
 * unasked. A pushed study is complete when a PACS that has it counts no more instances than are
 * here; where none knows it, when nothing came for the quiet period.
 */
public final class Arrivals implements InstanceListener {

  private static final Duration REPORT_INTERVAL = Duration.ofMillis(500);

  /** The PACS are not asked about a study while its instances still come in. */
  private static final Duration ASK_AFTER = Duration.ofSeconds(2);

  private final StudyStore store;
  private final StudyLedger ledger;
  private final PacsNodes nodes;
  private final Duration quietPeriod;
  private final Clock clock;
  private final Map<String, Expectation> expected = new ConcurrentHashMap<>();
  private final Map<String, Push> pushed = new ConcurrentHashMap<>();

  public Arrivals(
      StudyStore store, StudyLedger ledger, PacsNodes nodes, Duration quietPeriod, Clock clock) {
    this.store = store;
    this.ledger = ledger;
    this.nodes = nodes;
    this.quietPeriod = quietPeriod;
    this.clock = clock;
  }

  /** A study that a peer pushes. */
  private record Push(String source, int instances, Instant last, Instant reported) {}

  /** A study's completeness, decided. */
  public record CompletePush(String studyInstanceUid, String source, int instances) {}

  /** A retrieval that waits for a study's instances, until it is closed. */
  final class Expectation implements InstanceListener, AutoCloseable {

    private final String studyUid;
    private final IntConsumer progress;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong reportedAt = new AtomicLong();

    private Expectation(String studyUid, IntConsumer progress) {
      this.studyUid = studyUid;
      this.progress = progress;
    }

    @Override
    public void received(DicomInstance instance, String callingAe) {
      int now = count.incrementAndGet();
      long millis = clock.millis();
      long last = reportedAt.get();
      if (millis - last >= REPORT_INTERVAL.toMillis() && reportedAt.compareAndSet(last, millis)) {
        progress.accept(now);
      }
    }

    @Override
    public void close() {
      expected.remove(studyUid, this);
    }
  }

  /** Until the result is closed, this study's instances are awaited and not pushed. */
  Expectation expect(String studyUid, IntConsumer progress) {
    Expectation expectation = new Expectation(studyUid, progress);
    expected.put(studyUid, expectation);
    return expectation;
  }

  @Override
  public void received(DicomInstance instance, String callingAe) {
    Expectation expectation = expected.get(instance.studyInstanceUid());
    if (expectation != null) {
      expectation.received(instance, callingAe);
      return;
    }
    Instant now = clock.instant();
    Push push =
        pushed.compute(
            instance.studyInstanceUid(),
            (uid, before) -> {
              int count = before == null ? 1 : before.instances() + 1;
              boolean due = before == null || !before.reported().plus(REPORT_INTERVAL).isAfter(now);
              return new Push(callingAe, count, now, due ? now : before.reported());
            });
    if (push.reported().equals(now)) {
      ledger.arriving(instance, callingAe, push.instances());
    }
  }

  /** Takes up what peers were pushing when an earlier run of Hilum ended. */
  public void recover() {
    for (String studyUid : ledger.waitingUids()) {
      int instances = store.study(studyUid).size();
      if (instances > 0) {
        Instant now = clock.instant();
        pushed.putIfAbsent(studyUid, new Push("an earlier run", instances, now, now));
      }
    }
  }

  /** The pushed studies that are complete now; each is told once. */
  public List<CompletePush> complete() {
    List<CompletePush> complete = new ArrayList<>();
    pushed.forEach(
        (studyUid, push) -> {
          Duration silence = Duration.between(push.last(), clock.instant());
          boolean ripe =
              silence.compareTo(quietPeriod) >= 0
                  || silence.compareTo(ASK_AFTER) >= 0 && allIsHere(studyUid);
          if (ripe && pushed.remove(studyUid, push)) {
            int here = store.study(studyUid).size();
            ledger.received(studyUid, push.source(), here, null);
            complete.add(new CompletePush(studyUid, push.source(), here));
          }
        });
    return complete;
  }

  private boolean allIsHere(String studyUid) {
    int here = store.study(studyUid).size();
    for (PacsClient client : nodes.all()) {
      try {
        int there = client.countInstances(studyUid).instances();
        if (there > 0 && here >= there) {
          return true;
        }
      } catch (PacsException e) {
        // A PACS that cannot tell leaves the decision to the others and to the quiet period.
        continue;
      }
    }
    return false;
  }
}
