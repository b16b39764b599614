package org.hilum.ingest.writeback;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.hilum.db.Delivery;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.ReportVersion;
import org.hilum.ingest.writeback.WriteBackProperties.Target;
import org.jspecify.annotations.Nullable;

/**
 * What is to be delivered. It is written down in the transaction that makes the report, and queued
 * after it; what a process that died between the two left behind is queued at the next start.
 */
public class Outbox {

  private final WriteBackProperties properties;
  private final DeliveryRepository deliveries;
  private final @Nullable DeliveryQueue queue;
  private final Clock clock;

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

  /** Queues what was written down. */
  public void send(String studyUid, List<Long> deliveryIds) {
    if (queue != null) {
      deliveryIds.forEach(id -> queue.add(studyUid, id));
    }
  }
}
