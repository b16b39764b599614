package org.hilum.pacs;

import java.nio.file.Path;

/** Writes the DICOM JSON model (PS3.18 annex F). Thread-safe. */
public final class DicomJson {

  /**
   * The metadata of one instance as a JSON object: every attribute but bulk data, with the encoding
   * of the pixels described as {@link PixelDecoder#frame} hands them out, whatever the file's own
   * transfer syntax is. A WADO-RS metadata answer is an array of these.
   *
   * @throws DicomFormatException if the file is not a DICOM instance
   */
  public String metadata(Path file) throws DicomFormatException {
    throw new UnsupportedOperationException();
  }
}
