package org.hilum.web.dicomweb;

import org.hilum.pacs.DicomJson;
import org.hilum.web.HilumProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts of DICOMweb together. */
@Configuration(proxyBeanMethods = false)
class DicomWebConfiguration {

  @Bean
  StudyFiles studyFiles(HilumProperties properties) {
    return new StudyFolder(properties.studies());
  }

  @Bean
  SeriesMetadata seriesMetadata() {
    return new SeriesMetadata(new DicomJson());
  }
}
