package org.hilum.pacs;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * What a folder holds: the instances that can be read, in the order of their file names, and each
 * file that cannot, with the reason.
 *
 * @param filesSeen all files looked at, those that are not DICOM included
 */
public record DicomScan(List<DicomInstance> instances, List<Problem> problems, int filesSeen) {

  public DicomScan {
    instances = List.copyOf(instances);
    problems = List.copyOf(problems);
  }

  /**
   * @param message one line: the file, what is wrong, what to do
   */
  public record Problem(Path file, DicomFormatException.Kind kind, String message) {

    public Problem {
      requireNonNull(file, "file");
      requireNonNull(kind, "kind");
      requireNonNull(message, "message");
    }
  }
}
