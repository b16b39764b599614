package org.hilum.ingest.route;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.hilum.ingest.pacs.Arrivals;
import org.hilum.ingest.pacs.Arrivals.EndedPush;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queues the studies that peers have pushed to us, once they are complete. */
final class WatchPushedStudiesRoute extends RouteBuilder {

  private static final Logger log = LoggerFactory.getLogger(WatchPushedStudiesRoute.class);

  static final String ID = "watch-pushed-studies";

  /**
   * Runs until it has succeeded once, at the start: takes up what an earlier run left between two
   * queues.
   */
  static final String RECOVERY_ID = "recover-pushed-studies";

  private static final int PERIOD_MS = 2_000;

  private static final int UNLIMITED = -1;

  private static final int LONGEST_DELAY_MS = 60_000;

  private static final String QUEUE_ONE = "direct:queue-pushed-study";

  private static final String ENDED = "hilumEndedPush";

  private final Arrivals arrivals;

  WatchPushedStudiesRoute(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  @Override
  public void configure() {
    from("timer:" + RECOVERY_ID + "?repeatCount=1&delay=0")
        .routeId(RECOVERY_ID)
        .errorHandler(
            defaultErrorHandler()
                .maximumRedeliveries(UNLIMITED)
                .redeliveryDelay(PERIOD_MS)
                .useExponentialBackOff()
                .backOffMultiplier(2)
                .maximumRedeliveryDelay(LONGEST_DELAY_MS)
                .allowRedeliveryWhileStopping(false)
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .logRetryStackTrace(false))
        .setBody(exchange -> arrivals.recover())
        .split(body())
        .to(Queues.endpoint(Queues.ASSEMBLE));

    from("timer:" + ID + "?period=" + PERIOD_MS)
        .routeId(ID)
        .setBody(exchange -> arrivals.ended())
        .split(body())
        .setProperty(ENDED, body())
        .doTry()
        .to(QUEUE_ONE)
        .doCatch(Exception.class)
        .process(
            exchange -> {
              EndedPush push = ended(exchange);
              log.warn(
                  "Study {} cannot be queued and is tried again: {}",
                  push.studyInstanceUid(),
                  Failures.oneLine(StudyMessages.failure(exchange)));
              arrivals.notQueued(push);
            })
        .end();

    from(QUEUE_ONE)
        .routeId("queue-pushed-study")
        .errorHandler(noErrorHandler())
        // Earlier studies first, and then the pushed one in the same queue: it is judged after
        // them.
        .setBody(exchange -> ended(exchange).priors())
        .split(body())
        .process(StudyMessages::fetchRequest)
        .to(Queues.endpoint(Queues.RETRIEVE))
        .end()
        .process(WatchPushedStudiesRoute::message)
        .choice()
        .when(exchange -> ended(exchange).isWhole())
        .to(Queues.endpoint(Queues.ASSEMBLE))
        .otherwise()
        .to(Queues.endpoint(Queues.RETRIEVE))
        .end();
  }

  private static EndedPush ended(Exchange exchange) {
    return requireNonNull(exchange.getProperty(ENDED, EndedPush.class));
  }

  private static void message(Exchange exchange) {
    EndedPush push = ended(exchange);
    exchange.getMessage().setHeader(Queues.PACS, push.fetchFrom());
    exchange.getMessage().setBody(push.studyInstanceUid());
  }
}
