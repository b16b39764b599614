package org.hilum.web.dicomweb;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads a series' metadata while the browser still loads the viewer that will ask for it. */
@Component
public class SeriesWarmer {

  private static final Logger log = LoggerFactory.getLogger(SeriesWarmer.class);

  private final StudyFiles files;
  private final SeriesMetadata metadata;

  SeriesWarmer(StudyFiles files, SeriesMetadata metadata) {
    this.files = files;
    this.metadata = metadata;
  }

  /** Returns at once. A series that cannot be read is reported when it is asked for. */
  public void warm(String studyUid, String seriesUid) {
    CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> read(studyUid, seriesUid));
  }

  private void read(String studyUid, String seriesUid) {
    try {
      List<Path> instances = files.series(studyUid, seriesUid);
      if (!instances.isEmpty()) {
        metadata.of(instances);
      }
    } catch (RuntimeException e) {
      log.debug("could not read series {} ahead", seriesUid, e);
    }
  }
}
