package org.hilum.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.AuditEntryRepository;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.SeriesRepository;
import org.hilum.db.StudyRepository;
import org.hilum.ingest.analysis.NarrativeProperties;
import org.hilum.ingest.analysis.StudyAnalyst;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.broker.BrokerConfiguration;
import org.hilum.ingest.ledger.AnalysisLedger;
import org.hilum.ingest.ledger.NarrativeLedger;
import org.hilum.ingest.ledger.PriorLedger;
import org.hilum.ingest.ledger.ReportLedger;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.ledger.StudyMetrics;
import org.hilum.ingest.pacs.Arrivals;
import org.hilum.ingest.pacs.PacsNodes;
import org.hilum.ingest.pacs.PacsPoller;
import org.hilum.ingest.pacs.PacsProperties;
import org.hilum.ingest.pacs.PriorFinder;
import org.hilum.ingest.pacs.StudyRetriever;
import org.hilum.ingest.prior.PriorComparison;
import org.hilum.ingest.prior.PriorVolumes;
import org.hilum.ingest.review.ReviewConfiguration;
import org.hilum.ingest.review.StoredStudies;
import org.hilum.ingest.route.RouteConfiguration;
import org.hilum.ingest.study.HistoryReader;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.ingest.study.StudyStore;
import org.hilum.ingest.writeback.DeliveryLedger;
import org.hilum.ingest.writeback.Outbox;
import org.hilum.ingest.writeback.ReportDelivery;
import org.hilum.ingest.writeback.WriteBackProperties;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.PixelDecoder;
import org.hilum.pacs.net.DicomReceiver;
import org.hilum.pacs.net.DicomTimeouts;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.ServerConfig;
import org.hilum.report.narrative.NarrativeEndpoint;
import org.hilum.report.narrative.Narrator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Everything between the PACS and the stored draft. The application brings the {@link
 * NoduleAnalyzer}, a {@link Clock} and the database.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  PacsProperties.class,
  IngestProperties.class,
  NarrativeProperties.class
})
@Import({BrokerConfiguration.class, ReviewConfiguration.class, RouteConfiguration.class})
public class IngestConfiguration {

  private static final int MAX_ASSOCIATIONS = 16;

  @Bean
  InstanceFolder instanceFolder(StudyStore store, PacsProperties properties) {
    return new InstanceFolder(store.root(), properties.minFree().toBytes());
  }

  @Bean
  PixelDecoder pixelDecoder() {
    return new PixelDecoder();
  }

  @Bean
  StudyLedger studyLedger(
      StudyRepository studies,
      SeriesRepository series,
      AnalysisRepository analyses,
      PlatformTransactionManager transactions,
      ApplicationEventPublisher events,
      Clock clock) {
    return new StudyLedger(
        studies, series, analyses, new TransactionTemplate(transactions), events, clock);
  }

  @Bean
  AnalysisLedger analysisLedger(
      StudyRepository studies,
      AnalysisRepository analyses,
      ReportVersionRepository versions,
      Outbox outbox,
      PlatformTransactionManager transactions,
      ApplicationEventPublisher events,
      Clock clock) {
    return new AnalysisLedger(
        studies,
        analyses,
        new ReportLedger(versions, clock),
        outbox,
        new TransactionTemplate(transactions),
        events,
        clock);
  }

  @Bean
  PriorLedger priorLedger(
      StudyRepository studies,
      AnalysisRepository analyses,
      PlatformTransactionManager transactions) {
    return new PriorLedger(studies, analyses, new TransactionTemplate(transactions));
  }

  @Bean
  SeriesVolumeReader seriesVolumeReader(PixelDecoder decoder, IngestProperties properties) {
    return new SeriesVolumeReader(decoder, properties.analysisWorkers());
  }

  @Bean
  PriorComparison priorComparison(
      StudyStore store, StudyFolderReader folders, SeriesVolumeReader volumes) {
    return new PriorComparison(new PriorVolumes(store, folders, volumes));
  }

  @Bean
  StudyMetrics studyMetrics(ObjectProvider<MeterRegistry> meters) {
    return new StudyMetrics(meters.getIfAvailable(SimpleMeterRegistry::new));
  }

  @Bean
  PacsNodes pacsNodes(PacsProperties properties, Clock clock) {
    return new PacsNodes(
        properties.aeTitle(),
        properties.nodes().stream().map(PacsProperties.Node::toPacsNode).toList(),
        clock);
  }

  @Bean
  PriorFinder priorFinder(PacsProperties properties, StudyLedger ledger) {
    return new PriorFinder(properties.priors(), studyUid -> ledger.status(studyUid).isPresent());
  }

  @Bean
  PacsPoller pacsPoller(
      PacsNodes nodes,
      StudyLedger ledger,
      PacsProperties properties,
      PriorFinder priors,
      Clock clock) {
    return new PacsPoller(nodes, ledger, properties.windowDays(), priors, clock);
  }

  @Bean
  Arrivals arrivals(
      StudyStore store,
      StudyLedger ledger,
      PacsNodes nodes,
      PriorFinder priors,
      IngestProperties properties,
      Clock clock) {
    return new Arrivals(store, ledger, nodes, priors, properties.quietPeriod(), clock);
  }

  @Bean
  DeliveryLedger deliveryLedger(
      DeliveryRepository deliveries,
      PlatformTransactionManager transactions,
      ObjectProvider<MeterRegistry> meters,
      Clock clock) {
    return new DeliveryLedger(
        deliveries,
        new TransactionTemplate(transactions),
        meters.getIfAvailable(SimpleMeterRegistry::new),
        clock);
  }

  @Bean
  ReportDelivery reportDelivery(
      WriteBackProperties properties,
      DeliveryRepository deliveries,
      ReportVersionRepository versions,
      StoredStudies studies,
      StudyReporter reporter,
      PacsNodes nodes,
      DeliveryLedger ledger,
      PlatformTransactionManager transactions,
      @Value("${hilum.home}") Path home,
      Clock clock) {
    return new ReportDelivery(
        properties,
        deliveries,
        versions,
        studies,
        reporter,
        nodes,
        ledger,
        new TransactionTemplate(transactions),
        home.resolve("outgoing"),
        clock);
  }

  @Bean
  DicomReceiver dicomReceiver(
      PacsProperties properties,
      InstanceFolder folder,
      Arrivals arrivals,
      DeliveryLedger deliveries)
      throws IOException {
    return new DicomReceiver(
        new ServerConfig(
            properties.aeTitle(),
            properties.bindAddress(),
            properties.port(),
            properties.acceptedCallingAes(),
            MAX_ASSOCIATIONS,
            DicomTimeouts.defaults()),
        folder,
        arrivals,
        deliveries);
  }

  @Bean
  StudyRetriever studyRetriever(
      PacsNodes nodes,
      PacsProperties properties,
      InstanceFolder folder,
      StudyStore store,
      Arrivals arrivals,
      StudyLedger ledger) {
    return new StudyRetriever(nodes, properties, folder, store, arrivals, ledger);
  }

  @Bean
  StudyAnalyst studyAnalyst(
      DicomFiles files, SeriesVolumeReader volumes, NoduleAnalyzer analyzer, Clock clock) {
    return new StudyAnalyst(volumes, new HistoryReader(files), analyzer, clock);
  }

  /** Of the drafts only: a reader who waits for a page is not made to wait for a rewording. */
  @Bean(defaultCandidate = false)
  StudyReporter draftReporter(
      NarrativeProperties narrative, AuditEntryRepository audit, Clock clock) {
    NarrativeEndpoint endpoint = narrative.endpoint();
    return new StudyReporter(
        endpoint == null ? null : new Narrator(endpoint), new NarrativeLedger(audit, clock));
  }
}
