package org.hilum.web;

import org.hilum.ingest.IngestConfiguration;
import org.hilum.ingest.route.DeadLetterOffice;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.web.deadletter.DeadLetterRetry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The work behind the pages: routes and model. A node that only shows what others have analysed
 * sets {@code hilum.ingest.enabled} to false.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "hilum.ingest.enabled", matchIfMissing = true)
@Import(IngestConfiguration.class)
class PipelineConfiguration {

  @Bean(destroyMethod = "close")
  NoduleAnalyzer noduleAnalyzer(ModelProperties properties) {
    return HilumNoduleAnalyzer.load(properties.toConfig());
  }

  @Bean
  DeadLetterRetry deadLetterRetry(DeadLetterOffice office) {
    return office::retry;
  }
}
