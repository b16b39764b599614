package org.hilum.ingest.study;

import java.util.List;
import org.hilum.model.volume.CtVolume;
import org.hilum.pacs.DicomInstance;

/**
 * A series as a volume.
 *
 * @param slices the instance behind each slice of the volume, foot to head
 */
public record SeriesVolume(CtVolume volume, List<DicomInstance> slices) {

  public SeriesVolume {
    slices = List.copyOf(slices);
    if (slices.size() != volume.grid().slices()) {
      throw new IllegalArgumentException(
          "%d instances for %d slices".formatted(slices.size(), volume.grid().slices()));
    }
  }
}
