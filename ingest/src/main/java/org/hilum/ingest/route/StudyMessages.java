package org.hilum.ingest.route;

import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.hilum.ingest.pacs.FetchRequest;

/** What stands in the messages between the routes, never absent. */
final class StudyMessages {

  private StudyMessages() {}

  /** The body: a StudyInstanceUID. */
  static String studyUid(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getMessage().getBody(String.class), "a message without a StudyInstanceUID");
  }

  /** Turns a request in the body into a message for {@link Queues#RETRIEVE}. */
  static void fetchRequest(Exchange exchange) throws InvalidPayloadException {
    FetchRequest request = exchange.getMessage().getMandatoryBody(FetchRequest.class);
    exchange.getMessage().setHeader(Queues.PACS, request.pacsAeTitle());
    exchange.getMessage().setBody(request.studyInstanceUid());
  }

  static String header(Exchange exchange, String name) {
    return Objects.requireNonNull(
        exchange.getMessage().getHeader(name, String.class), () -> "a message without " + name);
  }

  /** The queue the exchange came from. */
  static String origin(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(Queues.ORIGIN, String.class), "an exchange of no queue");
  }

  static Exception failure(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class), "no failure");
  }

  /** How many times the step was tried, this time included. */
  static int attempt(Exchange exchange) {
    Integer attempt = exchange.getMessage().getHeader(Queues.ATTEMPT, Integer.class);
    return attempt == null ? 1 : attempt;
  }
}
