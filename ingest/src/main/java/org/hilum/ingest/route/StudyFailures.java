package org.hilum.ingest.route;

import org.apache.camel.builder.RouteConfigurationBuilder;

/** The one answer of all queue routes to a failure: try again later, or bury. */
final class StudyFailures extends RouteConfigurationBuilder {

  static final String ID = "study-failures";

  private final FailurePolicy policy;
  private final DeadLetterOffice deadLetters;

  StudyFailures(FailurePolicy policy, DeadLetterOffice deadLetters) {
    this.policy = policy;
    this.deadLetters = deadLetters;
  }

  /**
   * Sending back and burying happen in the consumer's transaction. If they fail too (the database
   * is down, say), it rolls back and the broker delivers the message again.
   */
  @Override
  public void configuration() {
    routeConfiguration(ID)
        .onException(Exception.class)
        .handled(true)
        .useOriginalMessage()
        .process(policy)
        .choice()
        .when(exchangeProperty(FailurePolicy.DELAY_MS).isNotNull())
        .toD(
            "jms:queue:${exchangeProperty."
                + Queues.ORIGIN
                + "}?deliveryDelay=${exchangeProperty."
                + FailurePolicy.DELAY_MS
                + "}")
        .otherwise()
        .process(deadLetters::bury)
        .end();
  }
}
