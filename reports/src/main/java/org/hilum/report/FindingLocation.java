package org.hilum.report;

import org.jspecify.annotations.Nullable;

/**
 * Where a reader finds a nodule.
 *
 * @param findingId the {@link org.hilum.model.NoduleFinding#id()}
 * @param seriesNumber (0020,0011)
 * @param imageNumber (0020,0013) of the image that shows the nodule's centre
 */
public record FindingLocation(
    int findingId, @Nullable Integer seriesNumber, @Nullable Integer imageNumber) {}
