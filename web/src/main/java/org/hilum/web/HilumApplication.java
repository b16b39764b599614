package org.hilum.web;

import java.time.Clock;
import org.hilum.db.DbConfiguration;
import org.hilum.ingest.review.ReviewConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The web application: pages, viewer, DICOMweb, health and metrics. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import({DbConfiguration.class, ReviewConfiguration.class})
public class HilumApplication {

  public static void main(String[] args) {
    SpringApplication.run(HilumApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemDefaultZone();
  }
}
