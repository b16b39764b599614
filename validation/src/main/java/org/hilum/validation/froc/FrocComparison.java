package org.hilum.validation.froc;

import org.hilum.validation.ConfidenceInterval;

/**
 * Two systems on the same scans.
 *
 * @param difference the first CPM less the second
 * @param interval 95 % percentiles of the difference over resampled scans
 * @param pValue two-sided, from the share of resamples on the other side of no difference
 */
public record FrocComparison(
    double firstCpm,
    double secondCpm,
    double difference,
    ConfidenceInterval interval,
    double pValue,
    int scans,
    int nodules) {}
