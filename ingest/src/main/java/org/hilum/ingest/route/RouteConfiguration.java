package org.hilum.ingest.route;

import java.time.Clock;
import org.apache.camel.ProducerTemplate;
import org.hilum.db.DeadLetterRepository;
import org.hilum.ingest.IngestProperties;
import org.hilum.ingest.analysis.StudyAnalyst;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.ledger.AnalysisLedger;
import org.hilum.ingest.ledger.PriorLedger;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.pacs.Arrivals;
import org.hilum.ingest.pacs.PacsPoller;
import org.hilum.ingest.pacs.PacsProperties;
import org.hilum.ingest.pacs.StudyRetriever;
import org.hilum.ingest.prior.PriorComparison;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.ingest.study.StudyStore;
import org.hilum.ingest.writeback.DeliveryLedger;
import org.hilum.ingest.writeback.DeliveryQueue;
import org.hilum.ingest.writeback.Outbox;
import org.hilum.ingest.writeback.ReportDelivery;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The routes as beans, which Camel picks up. */
@Configuration(proxyBeanMethods = false)
public class RouteConfiguration {

  @Bean
  DeadLetterOffice deadLetterOffice(
      DeadLetterRepository letters,
      FailureNotes notes,
      PlatformTransactionManager transactions,
      ProducerTemplate producer,
      Clock clock) {
    return new DeadLetterOffice(
        letters, notes, new TransactionTemplate(transactions), producer, clock);
  }

  @Bean
  StudyFailures studyFailures(
      IngestProperties properties, FailureNotes notes, DeadLetterOffice deadLetters) {
    return new StudyFailures(new FailurePolicy(properties, notes), deadLetters);
  }

  @Bean
  FailureNotes failureNotes(StudyLedger studies, DeliveryLedger deliveries) {
    return new FailureNotes(studies, deliveries);
  }

  @Bean
  DeliveryQueue deliveryQueue(ProducerTemplate producer) {
    return (studyUid, delivery) ->
        producer.sendBodyAndHeader(
            Queues.endpoint(Queues.WRITE_BACK), studyUid, Queues.DELIVERY, delivery);
  }

  @Bean
  WriteBackRoute writeBackRoute(ReportDelivery delivery, Outbox outbox) {
    return new WriteBackRoute(delivery, outbox);
  }

  @Bean
  PollPacsRoute pollPacsRoute(PacsPoller poller, PacsProperties properties) {
    return new PollPacsRoute(poller, properties);
  }

  @Bean
  WatchPushedStudiesRoute watchPushedStudiesRoute(Arrivals arrivals) {
    return new WatchPushedStudiesRoute(arrivals);
  }

  @Bean
  RetrieveStudyRoute retrieveStudyRoute(StudyRetriever retriever, IngestProperties properties) {
    return new RetrieveStudyRoute(retriever, properties);
  }

  @Bean
  AssembleStudyRoute assembleStudyRoute(StudyAssembler assembler) {
    return new AssembleStudyRoute(assembler);
  }

  @Bean
  AnalyseStudyRoute analyseStudyRoute(AnalysisSteps steps, IngestProperties properties) {
    return new AnalyseStudyRoute(steps, properties);
  }

  @Bean
  StudyAssembler studyAssembler(
      StudyStore store, StudyFolderReader reader, StudyLedger ledger, StudyAnalyst analyst) {
    return new StudyAssembler(store, reader, ledger, analyst.model());
  }

  @Bean
  AnalysisSteps analysisSteps(
      StudyStore store,
      StudyFolderReader reader,
      StudyAnalyst analyst,
      @Qualifier("draftReporter") StudyReporter reporter,
      StudyLedger studies,
      AnalysisLedger analyses,
      PriorLedger priors,
      PriorComparison priorComparison) {
    return new AnalysisSteps(
        store, reader, analyst, reporter, studies, analyses, priors, priorComparison);
  }
}
