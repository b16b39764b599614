package org.hilum.ingest.route;

import org.apache.camel.builder.RouteBuilder;
import org.hilum.ingest.pacs.PacsPoller;
import org.hilum.ingest.pacs.PacsProperties;

/** Asks the PACS for new studies, and queues each that is ready to be fetched. */
final class PollPacsRoute extends RouteBuilder {

  static final String ID = "poll-pacs";

  private final PacsPoller poller;
  private final PacsProperties properties;

  PollPacsRoute(PacsPoller poller, PacsProperties properties) {
    this.poller = poller;
    this.properties = properties;
  }

  @Override
  public void configure() {
    from("timer:" + ID + "?delay=0&period=" + properties.pollInterval().toMillis())
        .routeId(ID)
        .setBody(exchange -> poller.poll())
        .split(body())
        .process(StudyMessages::fetchRequest)
        .to(Queues.endpoint(Queues.RETRIEVE));
  }
}
