package org.hilum.pacs.results;

import java.util.List;
import org.hilum.pacs.DicomInstance;

/**
 * The images that the results are about.
 *
 * @param study an instance of the study, from which patient and study are taken
 * @param slices the slices of the judged series, foot to head; empty where no series was judged
 */
public record ResultSource(DicomInstance study, List<DicomInstance> slices) {

  public ResultSource {
    slices = List.copyOf(slices);
    for (DicomInstance slice : slices) {
      if (!slice.studyInstanceUid().equals(study.studyInstanceUid())) {
        throw new IllegalArgumentException(
            "slice %s is of another study than %s"
                .formatted(slice.sopInstanceUid(), study.studyInstanceUid()));
      }
    }
  }

  public String studyInstanceUid() {
    return study.studyInstanceUid();
  }
}
