package org.hilum.ingest.route;

import org.apache.camel.builder.RouteBuilder;
import org.hilum.ingest.pacs.PacsPoller;
import org.hilum.ingest.pacs.PacsProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the PACS for new studies, and queues each that is ready to be fetched. */
final class PollPacsRoute extends RouteBuilder {

  private static final Logger log = LoggerFactory.getLogger(PollPacsRoute.class);

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
        .doTry()
        .to(Queues.endpoint(Queues.RETRIEVE))
        .doCatch(Exception.class)
        .process(
            exchange -> {
              String studyUid = StudyMessages.studyUid(exchange);
              log.warn(
                  "Study {} cannot be queued and is asked for again: {}",
                  studyUid,
                  Failures.oneLine(StudyMessages.failure(exchange)));
              poller.notQueued(studyUid);
            })
        .end();
  }
}
