package org.hilum.pacs;

import java.nio.file.Path;

/** Reads the headers of DICOM files. Thread-safe. */
public final class DicomFiles {

  /**
   * Reads the header of one file, up to but not including its pixels, and checks that the file is
   * long enough to hold the pixels its header announces.
   *
   * @throws DicomFormatException if the file is not a complete DICOM instance
   */
  public DicomInstance readHeader(Path file) throws DicomFormatException {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads the headers of all files under a folder, its sub-folders included. A file that cannot be
   * read becomes a problem of the result and never an exception; links are not followed.
   */
  public DicomScan scan(Path folder) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads what the header says about the patient's history, each text decoded with the file's
   * character set.
   *
   * @throws DicomFormatException if the file is not a DICOM instance
   */
  public PatientHistory history(Path file) throws DicomFormatException {
    throw new UnsupportedOperationException();
  }
}
