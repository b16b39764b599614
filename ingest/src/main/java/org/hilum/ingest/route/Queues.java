package org.hilum.ingest.route;

/** The queues between the routes, the headers of their messages, and the routes' ids. */
final class Queues {

  /** Body: a StudyInstanceUID. Header: {@link #PACS}. */
  static final String RETRIEVE = "hilum.retrieve";

  /** Body: a StudyInstanceUID. */
  static final String ASSEMBLE = "hilum.assemble";

  /** Body: a StudyInstanceUID. */
  static final String ANALYSE = "hilum.analyse";

  /** Body: a StudyInstanceUID. Header: {@link #DELIVERY}. */
  static final String WRITE_BACK = "hilum.write-back";

  /** The id of the delivery that is to be sent. */
  static final String DELIVERY = "hilumDelivery";

  /** The AE title of the PACS to fetch from. */
  static final String PACS = "hilumPacs";

  /** How many times the step was tried, this time included; absent for the first. */
  static final String ATTEMPT = "hilumAttempt";

  /** The id of the dead letter that this message is a retry of. */
  static final String DEAD_LETTER = "hilumDeadLetter";

  /** Exchange property: the queue that this exchange came from. */
  static final String ORIGIN = "hilumOrigin";

  private Queues() {}

  static String endpoint(String queue) {
    return "jms:queue:" + queue;
  }

  static String consumer(String queue, int workers) {
    return endpoint(queue) + "?concurrentConsumers=" + workers;
  }
}
