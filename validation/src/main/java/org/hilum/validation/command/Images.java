package org.hilum.validation.command;

import java.nio.file.Path;
import org.hilum.pacs.DicomFiles;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.csv.HistoryTable;
import org.hilum.validation.studies.DicomStudySource;
import org.hilum.validation.studies.GivenHistories;
import org.hilum.validation.studies.Luna16Source;
import org.hilum.validation.studies.SeriesFiles;
import org.hilum.validation.studies.StudySource;
import org.jspecify.annotations.Nullable;

/**
 * The images of a run.
 *
 * @param files where they lie; null where they are no DICOM
 */
record Images(StudySource source, @Nullable SeriesFiles files, DicomFiles dicom) {

  /**
   * @param histories a table; null for none
   * @throws InputException if the folder cannot be read or holds nothing of the format
   */
  static Images under(
      Path data, StudiesCommand.Format format, @Nullable Path histories, InputProblems problems) {
    DicomFiles dicom = new DicomFiles();
    SeriesFiles files = null;
    StudySource source;
    if (format == StudiesCommand.Format.LUNA16) {
      source = Luna16Source.under(data, problems);
    } else {
      files = SeriesFiles.under(data, dicom, problems);
      source = new DicomStudySource(files, dicom);
    }
    if (histories != null) {
      source = new GivenHistories(source, HistoryTable.read(histories, problems));
    }
    return new Images(source, files, dicom);
  }

  /**
   * @throws InputException if the images are no DICOM
   */
  SeriesFiles seriesFiles() {
    if (files == null) {
      throw new InputException(new InputProblem("--format", 0, "needs DICOM images"));
    }
    return files;
  }
}
