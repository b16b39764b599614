package org.hilum.ingest.route;

import org.apache.camel.builder.RouteBuilder;

/** Reads a received study's headers, chooses its series, and queues it unless it was judged. */
final class AssembleStudyRoute extends RouteBuilder {

  static final String ID = "assemble-study";

  private static final String TO_BE_JUDGED = "hilumToBeJudged";

  private final StudyAssembler assembler;

  AssembleStudyRoute(StudyAssembler assembler) {
    this.assembler = assembler;
  }

  @Override
  public void configure() {
    from(Queues.consumer(Queues.ASSEMBLE, 1))
        .routeId(ID)
        .routeConfigurationId(StudyFailures.ID)
        .setProperty(Queues.ORIGIN, constant(Queues.ASSEMBLE))
        .process(
            exchange ->
                exchange.setProperty(
                    TO_BE_JUDGED, assembler.assemble(StudyMessages.studyUid(exchange))))
        .filter(exchangeProperty(TO_BE_JUDGED))
        .removeHeader(Queues.ATTEMPT)
        .to(Queues.endpoint(Queues.ANALYSE));
  }
}
