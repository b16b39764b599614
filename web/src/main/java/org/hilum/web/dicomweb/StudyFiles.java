package org.hilum.web.dicomweb;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the DICOM files of the studies lie. Every UID given has been validated before. */
public interface StudyFiles {

  /** The file of one instance. */
  Optional<Path> instance(String studyUid, String seriesUid, String sopUid);

  /** The files of a series, in no order; empty where there is none. */
  List<Path> series(String studyUid, String seriesUid);
}
