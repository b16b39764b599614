package org.hilum.ingest.route;

import java.time.Clock;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.DbConfiguration;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.StudyRepository;
import org.hilum.ingest.IngestConfiguration;
import org.hilum.ingest.writeback.DeliveryQueue;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The routes over a real database and a real broker, with an analyzer that fails on demand. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({DbConfiguration.class, IngestConfiguration.class})
class RouteTestApplication {

  @Bean
  Clock clock() {
    return Clock.systemDefaultZone();
  }

  @Bean
  ScriptedAnalyzer analyzer() {
    return new ScriptedAnalyzer();
  }

  @Bean
  @Primary
  UnsteadyQueue unsteadyQueue(@Qualifier("deliveryQueue") DeliveryQueue queue) {
    return new UnsteadyQueue(queue);
  }

  @Bean
  ReviewSteps reviewSteps(
      StudyRepository studies,
      AnalysisRepository analyses,
      ReportVersionRepository versions,
      DeliveryRepository deliveries) {
    return new ReviewSteps(studies, analyses, versions, deliveries);
  }
}
