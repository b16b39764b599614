package org.hilum.web;

import java.nio.file.Path;
import org.hilum.model.ModelConfig;
import org.hilum.model.detect.Precision;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which model judges.
 *
 * @param weights a folder that {@code ./hilum train} wrote; null for the shipped weights
 * @param precision of the detector's arithmetic; null for the fastest that the machine has and the
 *     weights are made for
 * @param threshold the nodule probability from which a candidate is a finding; null for the shipped
 *     one
 */
@ConfigurationProperties(prefix = "hilum.model", ignoreUnknownFields = false)
record ModelProperties(
    @Nullable Path weights, @Nullable Precision precision, @Nullable Double threshold) {

  ModelConfig toConfig() {
    ModelConfig shipped = ModelConfig.shipped();
    return new ModelConfig(
        precision,
        shipped.threads(),
        shipped.concurrentStudies(),
        threshold,
        shipped.mostFindings(),
        weights);
  }
}
