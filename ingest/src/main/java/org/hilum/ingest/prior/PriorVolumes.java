package org.hilum.ingest.prior;

import java.io.IOException;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.SeriesDecision;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.ingest.study.StudyStore;
import org.hilum.model.volume.CtVolume;

/** The images of earlier studies that are still here. */
public final class PriorVolumes {

  private final StudyStore store;
  private final StudyFolderReader folders;
  private final SeriesVolumeReader volumes;

  public PriorVolumes(StudyStore store, StudyFolderReader folders, SeriesVolumeReader volumes) {
    this.store = store;
    this.folders = folders;
    this.volumes = volumes;
  }

  /** Whether any file of the study is here. */
  public boolean areHere(String studyUid) {
    return !store.study(studyUid).isEmpty();
  }

  /**
   * @param beside held at the same time
   * @throws InvalidStudyException if the files are damaged or the series is not among them
   * @throws SeriesRefusedException if the series is no even stack any more
   * @throws IOException if a file cannot be read, or memory cannot hold both volumes
   */
  CtVolume read(PriorAnalysis prior, CtVolume beside)
      throws InvalidStudyException, SeriesRefusedException, IOException {
    StudyContents contents = folders.read(store.studyFolder(prior.studyInstanceUid()));
    CtSeries series =
        contents.decisions().stream()
            .map(SeriesDecision::series)
            .filter(each -> each.instanceUid().equals(prior.seriesInstanceUid()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidStudyException(
                        "Study %s: the series that was analysed, %s, is no longer among its files"
                            .formatted(prior.studyInstanceUid(), prior.seriesInstanceUid())));
    return volumes.read(series, beside).volume();
  }
}
