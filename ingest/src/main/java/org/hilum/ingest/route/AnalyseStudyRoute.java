package org.hilum.ingest.route;

import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.hilum.ingest.IngestProperties;
import org.hilum.ingest.analysis.DraftedStudy;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.PreparedStudy;

/** Has the model judge a study, drafts its report and stores both: one step, one route. */
final class AnalyseStudyRoute extends RouteBuilder {

  static final String ID = "analyse-study";

  /** How often a study may take the whole process down with it. */
  private static final int MAX_CRASHES = 3;

  /** Exchange property: the study as prepared, volume and all, until it is compared. */
  private static final String PREPARED = "hilumPrepared";

  /** Exchange property: the id of the analysis that was begun. */
  private static final String ANALYSIS = "hilumAnalysis";

  private final AnalysisSteps steps;
  private final IngestProperties properties;

  AnalyseStudyRoute(AnalysisSteps steps, IngestProperties properties) {
    this.steps = steps;
    this.properties = properties;
  }

  @Override
  public void configure() {
    from(Queues.consumer(Queues.ANALYSE, properties.analysisWorkers()))
        .routeId(ID)
        .routeConfigurationId(StudyFailures.ID)
        .setProperty(Queues.ORIGIN, constant(Queues.ANALYSE))
        .filter(this::isLeftToDo)
        .to("direct:prepare-study")
        .to("direct:judge-study")
        .to("direct:compare-with-prior")
        .to("direct:draft-report")
        .to("direct:store-result");

    step("prepare-study")
        .process(
            exchange -> {
              String studyUid = StudyMessages.studyUid(exchange);
              String contentHash = steps.start(studyUid);
              PreparedStudy prepared = steps.prepare(studyUid);
              exchange.setProperty(ANALYSIS, steps.begin(prepared, contentHash));
              exchange.getMessage().setBody(prepared);
            });

    step("judge-study")
        .process(
            exchange -> {
              PreparedStudy prepared = exchange.getMessage().getMandatoryBody(PreparedStudy.class);
              exchange.setProperty(PREPARED, prepared);
              exchange.getMessage().setBody(steps.judge(prepared));
            });

    step("compare-with-prior")
        .process(
            exchange -> {
              PreparedStudy prepared =
                  Objects.requireNonNull(exchange.getProperty(PREPARED, PreparedStudy.class));
              JudgedStudy judged = exchange.getMessage().getMandatoryBody(JudgedStudy.class);
              exchange.getMessage().setBody(steps.compare(prepared, judged));
              // Its volume is large, and nobody needs it any more.
              exchange.removeProperty(PREPARED);
            });

    step("draft-report")
        .process(
            exchange ->
                exchange
                    .getMessage()
                    .setBody(
                        steps.draft(exchange.getMessage().getMandatoryBody(JudgedStudy.class))));

    step("store-result")
        .process(
            exchange ->
                steps.store(
                    Objects.requireNonNull(exchange.getProperty(ANALYSIS, Long.class)),
                    exchange.getMessage().getMandatoryBody(DraftedStudy.class)));
  }

  /** Steps leave their failures to the route that calls them. */
  private org.apache.camel.model.RouteDefinition step(String id) {
    return from("direct:" + id).routeId(id).errorHandler(noErrorHandler());
  }

  private boolean isLeftToDo(Exchange exchange) {
    String studyUid = StudyMessages.studyUid(exchange);
    if (steps.isJudged(studyUid)) {
      return false;
    }
    int crashes = steps.crashes(studyUid);
    if (crashes >= MAX_CRASHES) {
      throw new PoisonedMessageException(
          "%d analyses of study %s began and did not end, as where the process dies; look at its log before a retry"
              .formatted(crashes, studyUid));
    }
    return true;
  }
}
