package org.hilum.ingest.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomScan;
import org.hilum.pacs.results.ResultSeries;

/** Reads a folder that should hold one study. */
public final class StudyFolderReader {

  private final DicomFiles files;
  private final SeriesChooser chooser;

  public StudyFolderReader(DicomFiles files, SeriesChooser chooser) {
    this.files = files;
    this.chooser = chooser;
  }

  /**
   * What Hilum itself wrote about the study, and got back from a PACS, is left out.
   *
   * @throws InvalidStudyException if the folder is absent, holds no image, holds a damaged one (a
   *     study is judged whole or not at all), or those of several studies or patients
   */
  public StudyContents read(Path folder) throws InvalidStudyException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidStudyException(
          folder + ": is no folder; give the folder that holds one study's DICOM files");
    }
    DicomScan scan = files.scan(folder);
    for (DicomScan.Problem problem : scan.problems()) {
      if (problem.kind() != DicomFormatException.Kind.NOT_DICOM
          && problem.kind() != DicomFormatException.Kind.UNSUPPORTED) {
        throw new InvalidStudyException(problem.message());
      }
    }
    List<DicomInstance> instances =
        scan.instances().stream().filter(instance -> !ResultSeries.holds(instance)).toList();
    if (instances.isEmpty()) {
      throw new InvalidStudyException(
          "%s: none of its %d files is a DICOM image; give the folder that holds one study's DICOM files"
              .formatted(folder, scan.filesSeen()));
    }
    return StudyContents.of(instances, chooser);
  }
}
