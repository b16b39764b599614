package org.hilum.ingest.route;

import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.hilum.ingest.writeback.DeliveryLedger;
import org.hilum.ingest.writeback.DeliveryLedger.Queued;
import org.hilum.ingest.writeback.ReportDelivery;

/** Sends reports to other systems, each to each target apart, so that none waits for another. */
final class WriteBackRoute extends RouteBuilder {

  static final String ID = "write-back";

  /** Runs once, at the start: takes up what an earlier run wrote down and did not queue. */
  static final String RECOVERY_ID = "recover-deliveries";

  private static final int WORKERS = 2;

  private final ReportDelivery delivery;
  private final DeliveryLedger ledger;

  WriteBackRoute(ReportDelivery delivery, DeliveryLedger ledger) {
    this.delivery = delivery;
    this.ledger = ledger;
  }

  @Override
  public void configure() {
    from("timer:" + RECOVERY_ID + "?repeatCount=1&delay=0")
        .routeId(RECOVERY_ID)
        .setBody(exchange -> ledger.queued())
        .split(body())
        .process(
            exchange -> {
              Queued queued = exchange.getMessage().getMandatoryBody(Queued.class);
              exchange.getMessage().setHeader(Queues.DELIVERY, queued.id());
              exchange.getMessage().setBody(queued.studyInstanceUid());
            })
        .to(Queues.endpoint(Queues.WRITE_BACK));

    from(Queues.consumer(Queues.WRITE_BACK, WORKERS))
        .routeId(ID)
        .routeConfigurationId(StudyFailures.ID)
        .setProperty(Queues.ORIGIN, constant(Queues.WRITE_BACK))
        .process(exchange -> delivery.deliver(deliveryId(exchange)));
  }

  private static long deliveryId(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getMessage().getHeader(Queues.DELIVERY, Long.class),
        "a message without " + Queues.DELIVERY);
  }
}
