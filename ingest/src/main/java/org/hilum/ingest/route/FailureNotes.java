package org.hilum.ingest.route;

import org.apache.camel.Message;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.writeback.DeliveryLedger;
import org.jspecify.annotations.Nullable;

/** Where a failed step is noted: with its delivery where it is one, else with its study. */
final class FailureNotes {

  private final StudyLedger studies;
  private final DeliveryLedger deliveries;

  FailureNotes(StudyLedger studies, DeliveryLedger deliveries) {
    this.studies = studies;
    this.deliveries = deliveries;
  }

  void retrying(Message message, String studyUid, String reason) {
    Long delivery = delivery(message);
    if (delivery == null) {
      studies.retrying(studyUid, reason);
    } else {
      deliveries.retrying(delivery, reason);
    }
  }

  void failed(Message message, String studyUid, String reason) {
    failed(delivery(message), studyUid, reason);
  }

  /**
   * @param delivery its id; null for a study
   */
  void failed(@Nullable Long delivery, String studyUid, String reason) {
    if (delivery == null) {
      studies.failed(studyUid, reason);
    } else {
      deliveries.failed(delivery, reason);
    }
  }

  /**
   * @param delivery its id; null for a study
   * @return whether it had failed until now
   */
  boolean sentAgain(@Nullable Long delivery, String studyUid) {
    return delivery == null
        ? studies.waitingAgain(studyUid, "sent again by hand")
        : deliveries.queuedAgain(delivery);
  }

  private static @Nullable Long delivery(Message message) {
    return message.getHeader(Queues.DELIVERY, Long.class);
  }
}
