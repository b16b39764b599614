package org.hilum.ingest.route;

import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.hilum.ingest.writeback.Outbox;
import org.hilum.ingest.writeback.ReportDelivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends reports to other systems, each to each target apart, so that none waits for another. */
final class WriteBackRoute extends RouteBuilder {

  private static final Logger log = LoggerFactory.getLogger(WriteBackRoute.class);

  static final String ID = "write-back";

  /** Takes up what was written down and reached no queue, at the start and ever after. */
  static final String WAITING_ID = "queue-waiting-deliveries";

  private static final int PERIOD_MS = 10_000;

  private static final int WORKERS = 2;

  private final ReportDelivery delivery;
  private final Outbox outbox;

  WriteBackRoute(ReportDelivery delivery, Outbox outbox) {
    this.delivery = delivery;
    this.outbox = outbox;
  }

  @Override
  public void configure() {
    from("timer:" + WAITING_ID + "?delay=0&period=" + PERIOD_MS)
        .routeId(WAITING_ID)
        .process(exchange -> sendWaiting());

    from(Queues.consumer(Queues.WRITE_BACK, WORKERS))
        .routeId(ID)
        .routeConfigurationId(StudyFailures.ID)
        .setProperty(Queues.ORIGIN, constant(Queues.WRITE_BACK))
        .process(exchange -> delivery.deliver(deliveryId(exchange)));
  }

  private void sendWaiting() {
    try {
      outbox.sendWaiting();
    } catch (RuntimeException e) {
      log.warn("Deliveries wait for broker and database: {}", Failures.oneLine(e));
    }
  }

  private static long deliveryId(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getMessage().getHeader(Queues.DELIVERY, Long.class),
        "a message without " + Queues.DELIVERY);
  }
}
