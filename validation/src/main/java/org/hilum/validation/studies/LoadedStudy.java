package org.hilum.validation.studies;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;

/**
 * A series in memory.
 *
 * @param traits what subgroups are made by: {@code vendor}, {@code kernel}, {@code slice
 *     thickness}, {@code age}, {@code sex}, {@code fold}; what is unknown is absent
 */
public record LoadedStudy(CtVolume volume, ClinicalHistory history, Map<String, String> traits) {

  public LoadedStudy {
    requireNonNull(volume, "volume");
    requireNonNull(history, "history");
    traits = new TreeMap<>(traits);
  }
}
