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
 * @param threshold the nodule probability from which a candidate is a finding; null for the one
 *     that the weights name
 * @param concurrentStudies how many studies are judged at once, others wait; null for one on a CPU
 *     and two on a GPU. More than one come only with as many {@code hilum.ingest.analysis-workers}
 */
@ConfigurationProperties(prefix = "hilum.model", ignoreUnknownFields = false)
record ModelProperties(
    @Nullable Path weights,
    @Nullable Precision precision,
    @Nullable Double threshold,
    @Nullable Integer concurrentStudies) {

  ModelProperties {
    if (concurrentStudies != null && concurrentStudies < 1) {
      throw new IllegalArgumentException(
          "hilum.model.concurrent-studies must be at least 1, got " + concurrentStudies);
    }
  }

  ModelConfig toConfig() {
    ModelConfig shipped = ModelConfig.shipped();
    return new ModelConfig(
        precision,
        shipped.threads(),
        concurrentStudies,
        threshold,
        shipped.mostFindings(),
        weights);
  }
}
