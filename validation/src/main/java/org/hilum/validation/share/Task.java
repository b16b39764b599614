package org.hilum.validation.share;

/**
 * A series to score.
 *
 * @param run whose results queue to answer to
 * @param key of the result: a worker with other files or another model would give another one
 */
record Task(
    String run,
    String seriesInstanceUid,
    String key,
    double operatingThreshold,
    boolean imageOnly) {}
