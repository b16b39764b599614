package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A series that a PACS holds. What the PACS left out is {@code null}.
 *
 * @param numberOfInstances Number of Series Related Instances (0020,1209)
 */
public record SeriesMatch(
    String seriesInstanceUid,
    @Nullable String modality,
    @Nullable Integer number,
    @Nullable String description,
    @Nullable Integer numberOfInstances) {

  public SeriesMatch {
    requireNonNull(seriesInstanceUid, "seriesInstanceUid");
  }
}
