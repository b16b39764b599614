package org.hilum.validation.lidc;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The reference standard of one series: nodules of at least 3 mm by at least three of the four
 * readers. Everything else that a reader marked is excluded: finding it is neither right nor wrong
 * (LUNA16: Setio AAA et al., Med Image Anal 2017;42:1).
 *
 * @param unplaced marks on images that the series does not hold, which were left out
 */
public record LidcReference(
    String seriesInstanceUid, List<LidcFinding> nodules, List<LidcFinding> excluded, int unplaced) {

  /** Readers who must agree on a nodule before it belongs to the reference. */
  public static final int MIN_READERS = 3;

  public LidcReference {
    requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    nodules = List.copyOf(nodules);
    excluded = List.copyOf(excluded);
  }
}
