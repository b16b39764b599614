package org.hilum.pacs.results;

import static java.util.Objects.requireNonNull;

import org.hilum.pacs.DicomInstance;

/** Names one stored instance, with the study and series it belongs to. */
public record InstanceReference(
    String studyInstanceUid, String seriesInstanceUid, String sopClassUid, String sopInstanceUid) {

  public InstanceReference {
    requireNonNull(studyInstanceUid, "studyInstanceUid");
    requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    requireNonNull(sopClassUid, "sopClassUid");
    requireNonNull(sopInstanceUid, "sopInstanceUid");
  }

  public static InstanceReference to(DicomInstance instance) {
    return new InstanceReference(
        instance.studyInstanceUid(),
        instance.seriesInstanceUid(),
        instance.sopClassUid(),
        instance.sopInstanceUid());
  }
}
