package org.hilum.ingest.route;

import org.apache.camel.builder.RouteBuilder;
import org.hilum.ingest.IngestProperties;
import org.hilum.ingest.pacs.StudyRetriever;

/**
 * Fetches a study from its PACS. A message that names none is of a study that was pushed whole, and
 * waited here for earlier ones of its patient.
 */
final class RetrieveStudyRoute extends RouteBuilder {

  static final String ID = "retrieve-study";

  private final StudyRetriever retriever;
  private final IngestProperties properties;

  RetrieveStudyRoute(StudyRetriever retriever, IngestProperties properties) {
    this.retriever = retriever;
    this.properties = properties;
  }

  @Override
  public void configure() {
    from(Queues.consumer(Queues.RETRIEVE, properties.retrieveWorkers()))
        .routeId(ID)
        .routeConfigurationId(StudyFailures.ID)
        .setProperty(Queues.ORIGIN, constant(Queues.RETRIEVE))
        .filter(header(Queues.PACS).isNotNull())
        .process(
            exchange ->
                retriever.retrieve(
                    StudyMessages.studyUid(exchange), StudyMessages.header(exchange, Queues.PACS)))
        .end()
        .removeHeader(Queues.ATTEMPT)
        .to(Queues.endpoint(Queues.ASSEMBLE));
  }
}
