package org.hilum.ingest.pacs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.hilum.pacs.results.ResultSeries;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What reaches our receiver: instances that a retrieval waits for, and studies that peers push
 * unasked. A pushed study is complete when a PACS that has it counts no more instances than are
 * here; where none knows it, when nothing came for the quiet period. If then a PACS still counts
 * more, the study is fetched from there. Earlier CTs of the patient that a PACS holds are fetched
 * before.
 */
public final class Arrivals implements InstanceListener {

  private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

  private static final Duration REPORT_INTERVAL = Duration.ofMillis(500);

  /** The PACS are not asked about a study while its instances still come in. */
  private static final Duration ASK_AFTER = Duration.ofSeconds(2);

  private final StudyStore store;
  private final StudyLedger ledger;
  private final PacsNodes nodes;
  private final PriorFinder priors;
  private final Duration quietPeriod;
  private final Clock clock;
  private final Map<String, Expectation> expected = new ConcurrentHashMap<>();
  private final Map<String, Push> pushed = new ConcurrentHashMap<>();

  public Arrivals(
      StudyStore store,
      StudyLedger ledger,
      PacsNodes nodes,
      PriorFinder priors,
      Duration quietPeriod,
      Clock clock) {
    this.store = store;
    this.ledger = ledger;
    this.nodes = nodes;
    this.priors = priors;
    this.quietPeriod = quietPeriod;
    this.clock = clock;
  }

  /** A study that a peer pushes. */
  private record Push(String source, int instances, Instant last, Instant reported) {}

  /**
   * A pushed study of which no more will come by itself.
   *
   * @param fetchFrom the AE title of a PACS that has more of it; null where all is here
   * @param priors earlier studies of the patient, to be fetched before it is judged
   */
  public record EndedPush(
      String studyInstanceUid, @Nullable String fetchFrom, List<FetchRequest> priors) {

    public EndedPush {
      priors = List.copyOf(priors);
    }

    /** Whether nothing has to be fetched. */
    public boolean isWhole() {
      return fetchFrom == null && priors.isEmpty();
    }
  }

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
    if (ResultSeries.holds(instance)) {
      // Our own results, sent on by a PACS: nothing new about the patient.
      return;
    }
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

  /**
   * Takes up what an earlier run of Hilum left: studies that peers were pushing count as arriving
   * still.
   *
   * @return the studies that were complete but perhaps not queued; to queue one twice does no harm
   */
  public List<String> recover() {
    for (String studyUid : ledger.pushedAndWaiting()) {
      try {
        watch(studyUid);
      } catch (RuntimeException e) {
        log.warn("Study {}, pushed before, cannot be read: {}", studyUid, e.getMessage());
      }
    }
    return ledger.received();
  }

  /** An ended push that reached no queue is told again. */
  public void notQueued(EndedPush push) {
    watch(push.studyInstanceUid());
  }

  /** What is here of the study counts as just arrived. */
  private void watch(String studyUid) {
    int instances = store.study(studyUid).size();
    if (instances > 0) {
      Instant now = clock.instant();
      pushed.putIfAbsent(studyUid, new Push("an earlier run", instances, now, now));
    }
  }

  /** The pushed studies that have ended; each is told once. */
  public List<EndedPush> ended() {
    List<EndedPush> ended = new ArrayList<>();
    pushed.forEach(
        (studyUid, push) -> {
          try {
            endIfOver(studyUid, push).ifPresent(ended::add);
          } catch (RuntimeException e) {
            log.warn("Study {} is looked at again: {}", studyUid, e.getMessage());
            pushed.putIfAbsent(studyUid, push);
          }
        });
    return ended;
  }

  private Optional<EndedPush> endIfOver(String studyUid, Push push) {
    Duration silence = Duration.between(push.last(), clock.instant());
    if (silence.compareTo(ASK_AFTER) < 0) {
      return Optional.empty();
    }
    int here = store.study(studyUid).size();
    Optional<Holding> holding = askForLargest(studyUid);
    boolean complete = holding.isPresent() && here >= holding.get().instances();
    boolean quiet = silence.compareTo(quietPeriod) >= 0;
    return (complete || quiet) && pushed.remove(studyUid, push)
        ? Optional.of(end(studyUid, push, here, complete ? Optional.empty() : holding))
        : Optional.empty();
  }

  private EndedPush end(String studyUid, Push push, int here, Optional<Holding> more) {
    List<FetchRequest> priors =
        ledger.described(studyUid).stream()
            .flatMap(
                study ->
                    nodes.all().stream().flatMap(client -> this.priors.of(client, study).stream()))
            .toList();
    if (more.isPresent()) {
      return new EndedPush(studyUid, more.get().pacsAeTitle(), priors);
    }
    ledger.received(studyUid, push.source(), here, null);
    return new EndedPush(studyUid, null, priors);
  }

  /** What a PACS holds of a study. */
  private record Holding(String pacsAeTitle, int instances) {}

  private Optional<Holding> askForLargest(String studyUid) {
    List<Holding> holdings = new ArrayList<>();
    for (PacsClient client : nodes.all()) {
      try {
        int there = PacsCounts.withoutOurs(client, studyUid);
        if (there > 0) {
          holdings.add(new Holding(client.node().aeTitle(), there));
        }
      } catch (PacsException e) {
        // A PACS that cannot tell leaves the decision to the others and to the quiet period.
        log.debug("{}", e.getMessage());
      }
    }
    return holdings.stream().max(Comparator.comparingInt(Holding::instances));
  }
}
