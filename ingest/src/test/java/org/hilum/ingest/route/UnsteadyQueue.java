package org.hilum.ingest.route;

import org.hilum.ingest.writeback.DeliveryQueue;

/** The real queue, with its broker away at times. */
final class UnsteadyQueue implements DeliveryQueue {

  private final DeliveryQueue queue;
  private volatile boolean away;

  UnsteadyQueue(DeliveryQueue queue) {
    this.queue = queue;
  }

  void refuse(boolean refuse) {
    away = refuse;
  }

  @Override
  public void add(String studyInstanceUid, long deliveryId) {
    if (away) {
      throw new IllegalStateException("the broker is away");
    }
    queue.add(studyInstanceUid, deliveryId);
  }
}
