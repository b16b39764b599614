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
      StudyLedger ledger,
      PlatformTransactionManager transactions,
      ProducerTemplate producer,
      Clock clock) {
    return new DeadLetterOffice(
        letters, ledger, new TransactionTemplate(transactions), producer, clock);
  }

  @Bean
  StudyFailures studyFailures(
      IngestProperties properties, StudyLedger ledger, DeadLetterOffice deadLetters) {
    return new StudyFailures(new FailurePolicy(properties, ledger), deadLetters);
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
      StudyReporter reporter,
      StudyLedger studies,
      AnalysisLedger analyses,
      PriorLedger priors,
      PriorComparison priorComparison) {
    return new AnalysisSteps(
        store, reader, analyst, reporter, studies, analyses, priors, priorComparison);
  }
}
