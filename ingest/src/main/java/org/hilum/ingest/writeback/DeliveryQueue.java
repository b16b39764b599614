package org.hilum.ingest.writeback;

/** Where deliveries wait for their route. */
@FunctionalInterface
public interface DeliveryQueue {

  void add(String studyInstanceUid, long deliveryId);
}
