package org.hilum.ingest.route;

import org.apache.camel.builder.RouteBuilder;
import org.hilum.ingest.pacs.Arrivals;
import org.hilum.ingest.pacs.Arrivals.EndedPush;

/** Queues the studies that peers have pushed to us, once they are complete. */
final class WatchPushedStudiesRoute extends RouteBuilder {

  static final String ID = "watch-pushed-studies";

  /** Runs once, at the start: takes up what an earlier run left between two queues. */
  static final String RECOVERY_ID = "recover-pushed-studies";

  private static final int PERIOD_MS = 2_000;

  private final Arrivals arrivals;

  WatchPushedStudiesRoute(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  @Override
  public void configure() {
    from("timer:" + RECOVERY_ID + "?repeatCount=1&delay=0")
        .routeId(RECOVERY_ID)
        .setBody(exchange -> arrivals.recover())
        .split(body())
        .to(Queues.endpoint(Queues.ASSEMBLE));

    from("timer:" + ID + "?period=" + PERIOD_MS)
        .routeId(ID)
        .setBody(exchange -> arrivals.ended())
        .split(body())
        .process(
            exchange -> {
              EndedPush push = exchange.getMessage().getMandatoryBody(EndedPush.class);
              exchange.getMessage().setHeader(Queues.PACS, push.fetchFrom());
              exchange.getMessage().setBody(push.studyInstanceUid());
            })
        .choice()
        .when(header(Queues.PACS).isNotNull())
        .to(Queues.endpoint(Queues.RETRIEVE))
        .otherwise()
        .to(Queues.endpoint(Queues.ASSEMBLE))
        .end();
  }
}
