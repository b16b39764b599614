package org.hilum.ingest.writeback;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.hilum.db.Delivery;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.DeliveryState;
import org.hilum.db.ReportVersion;
import org.hilum.ingest.writeback.WriteBackProperties.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be delivered. It is written down in the transaction that makes the report, and queued
 * after it. What reached no queue then, since the broker was away or the process died or had no
 * routes, is queued by {@link #sendWaiting}. Safe for use by several threads.
 */
public class Outbox {

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final WriteBackProperties properties;
  private final DeliveryRepository deliveries;
  private final @Nullable DeliveryQueue queue;
  private final Clock clock;

  /** What this process has queued. */
  private final Set<Long> sent = ConcurrentHashMap.newKeySet();

  /**
   * @param queue null on a node without routes: another node's takes the deliveries up
   */
  public Outbox(
      WriteBackProperties properties,
      DeliveryRepository deliveries,
      @Nullable DeliveryQueue queue,
      Clock clock) {
    this.properties = properties;
    this.deliveries = deliveries;
    this.queue = queue;
    this.clock = clock;
  }

  /**
   * Writes down who is to get a version. Joins the caller's transaction.
   *
   * @return the deliveries' ids, for {@link #send} after the transaction
   */
  public List<Long> put(ReportVersion version, String studyUid) {
    return properties.targets().stream()
        .filter(target -> wants(target, version))
        .filter(target -> deliveries.findOne(version, target.name()).isEmpty())
        .map(
            target ->
                deliveries.save(new Delivery(version, studyUid, target.name(), clock.instant())))
        .map(delivery -> Objects.requireNonNull(delivery.getId()))
        .toList();
  }

  private static boolean wants(Target target, ReportVersion version) {
    return target.languages().contains(version.getLanguage())
        && (version.isSigned() || target.drafts());
  }

  /**
   * Queues what was written down. A broker that does not take it is no failure of whoever made the
   * report: it is tried again later.
   */
  public void send(String studyUid, List<Long> deliveryIds) {
    try {
      deliveryIds.forEach(id -> send(studyUid, id));
    } catch (RuntimeException e) {
      log.warn(
          "Deliveries of study {} cannot be queued and are tried again: {}",
          studyUid,
          e.getMessage());
    }
  }

  /**
   * Queues what is written down and was not queued by this process. To queue twice what an earlier
   * run queued does no harm.
   *
   * @throws RuntimeException if the database or the broker is away; what is left is queued by the
   *     next call
   */
  public void sendWaiting() {
    Set<Long> before = Set.copyOf(sent);
    List<Delivery> waiting = deliveries.findUnsent();
    Set<Long> unsent = waiting.stream().map(Delivery::getId).collect(Collectors.toSet());
    sent.removeIf(id -> before.contains(id) && !unsent.contains(id));
    waiting.stream()
        .filter(delivery -> delivery.getState() == DeliveryState.QUEUED)
        .forEach(
            delivery ->
                send(delivery.getStudyInstanceUid(), Objects.requireNonNull(delivery.getId())));
  }

  private void send(String studyUid, long deliveryId) {
    if (queue == null || !sent.add(deliveryId)) {
      return;
    }
    boolean done = false;
    try {
      queue.add(studyUid, deliveryId);
      done = true;
    } finally {
      if (!done) {
        sent.remove(deliveryId);
      }
    }
  }
}
