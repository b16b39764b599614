package org.hilum.validation.studies;

import java.io.IOException;
import java.util.List;
import org.hilum.ingest.study.SeriesRefusedException;

/** Series to score, read one at a time. Safe for use by several threads. */
public interface StudySource {

  /** The series that can be loaded, in a fixed order. */
  List<String> seriesInstanceUids();

  boolean has(String seriesInstanceUid);

  /**
   * SHA-256 over everything that loading the series reads, in hex: the same content is scored once.
   *
   * @throws IOException if a file cannot be read
   */
  String contentHash(String seriesInstanceUid) throws IOException;

  /**
   * @throws SeriesRefusedException if the series is no volume that a model may judge
   * @throws IOException if a file cannot be read or is damaged
   */
  LoadedStudy load(String seriesInstanceUid) throws SeriesRefusedException, IOException;
}
