package org.hilum.ingest.review;

import java.nio.file.Path;
import java.time.Clock;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.StudyRepository;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.study.HistoryReader;
import org.hilum.ingest.study.SeriesChooser;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.ingest.study.StudyStore;
import org.hilum.ingest.writeback.DeliveryQueue;
import org.hilum.ingest.writeback.Outbox;
import org.hilum.ingest.writeback.WriteBackProperties;
import org.hilum.pacs.DicomFiles;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What reviewing needs; it works on a node without routes and model too. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WriteBackProperties.class)
public class ReviewConfiguration {

  @Bean
  StudyStore studyStore(@Value("${hilum.home}") Path home) {
    return new StudyStore(home.resolve("studies"));
  }

  @Bean
  DicomFiles dicomFiles() {
    return new DicomFiles();
  }

  @Bean
  StudyFolderReader studyFolderReader(DicomFiles files) {
    return new StudyFolderReader(files, new SeriesChooser());
  }

  @Bean
  StudyReporter studyReporter() {
    return new StudyReporter();
  }

  @Bean
  StoredStudies storedStudies(StudyStore store, StudyFolderReader folders, DicomFiles files) {
    return new StoredStudies(store, folders, new HistoryReader(files));
  }

  @Bean
  Outbox outbox(
      WriteBackProperties properties,
      DeliveryRepository deliveries,
      ObjectProvider<DeliveryQueue> queue,
      Clock clock) {
    return new Outbox(properties, deliveries, queue.getIfAvailable(), clock);
  }

  @Bean
  ReviewDesk reviewDesk(
      StudyRepository studies,
      AnalysisRepository analyses,
      ReportVersionRepository versions,
      StoredStudies stored,
      StudyReporter reporter,
      Outbox outbox,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new ReviewDesk(
        studies,
        analyses,
        versions,
        stored,
        reporter,
        outbox,
        new TransactionTemplate(transactions),
        clock);
  }
}
