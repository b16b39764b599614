package org.hilum.pacs.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hilum.pacs.DicomInstance;

/** What a {@link DicomArchive} holds, in memory. Thread-safe. */
final class ArchiveIndex {

  private final Map<String, DicomInstance> bySopInstanceUid = new ConcurrentHashMap<>();

  /** Adds an instance, replacing one of the same UID. */
  void add(DicomInstance instance) {
    bySopInstanceUid.put(instance.sopInstanceUid(), instance);
  }

  int size() {
    return bySopInstanceUid.size();
  }

  /**
   * The instances of these studies, series and instances, in an order that does not change; an
   * empty set does not narrow.
   */
  List<DicomInstance> select(Set<String> studies, Set<String> series, Set<String> instances) {
    List<DicomInstance> selected = new ArrayList<>();
    for (DicomInstance instance : bySopInstanceUid.values()) {
      boolean wanted =
          (studies.isEmpty() || studies.contains(instance.studyInstanceUid()))
              && (series.isEmpty() || series.contains(instance.seriesInstanceUid()))
              && (instances.isEmpty() || instances.contains(instance.sopInstanceUid()));
      if (wanted) {
        selected.add(instance);
      }
    }
    selected.sort(Comparator.comparing(DicomInstance::file));
    return selected;
  }

  List<DicomInstance> studyInstances(DicomInstance instance) {
    return select(Set.of(instance.studyInstanceUid()), Set.of(), Set.of());
  }

  List<DicomInstance> seriesInstances(DicomInstance instance) {
    return select(Set.of(), Set.of(instance.seriesInstanceUid()), Set.of());
  }

  /** All instances, grouped by study, by series, or each alone. */
  Collection<List<DicomInstance>> grouped(QueryLevel level) {
    Function<DicomInstance, String> key =
        switch (level) {
          case STUDY -> DicomInstance::studyInstanceUid;
          case SERIES -> DicomInstance::seriesInstanceUid;
          case IMAGE -> DicomInstance::sopInstanceUid;
        };
    Map<String, List<DicomInstance>> groups = new LinkedHashMap<>();
    for (DicomInstance instance : select(Set.of(), Set.of(), Set.of())) {
      groups.computeIfAbsent(key.apply(instance), unused -> new ArrayList<>()).add(instance);
    }
    return groups.values();
  }
}
