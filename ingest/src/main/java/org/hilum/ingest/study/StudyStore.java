package org.hilum.ingest.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hilum.pacs.DicomUids;

/**
 * The received instances on disk: {@code <root>/STUDY/SERIES/INSTANCE.dcm}, named by their UIDs.
 */
public final class StudyStore {

  private static final String SUFFIX = ".dcm";

  private final Path root;

  public StudyStore(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  /**
   * @throws IllegalArgumentException if the text is no UID
   */
  public Path studyFolder(String studyInstanceUid) {
    if (!DicomUids.isValid(studyInstanceUid)) {
      throw new IllegalArgumentException("\"%s\" is no UID".formatted(studyInstanceUid));
    }
    return root.resolve(studyInstanceUid);
  }

  /** All files of a study; none where it is not here. */
  public List<Path> study(String studyInstanceUid) {
    return instancesUnder(studyFolder(studyInstanceUid));
  }

  private static List<Path> instancesUnder(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The study folder " + folder + " cannot be listed", e);
    }
  }
}
