package org.hilum.ingest.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hilum.pacs.DicomUids;

/**
 * The received instances on disk: {@code <root>/STUDY/SERIES/INSTANCE.dcm}, named by their UIDs.
 * Text that is no UID names nothing here.
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

  /** The file of an instance, if it is here. */
  public Optional<Path> instance(String studyUid, String seriesUid, String sopInstanceUid) {
    if (!DicomUids.isValid(studyUid)
        || !DicomUids.isValid(seriesUid)
        || !DicomUids.isValid(sopInstanceUid)) {
      return Optional.empty();
    }
    Path file = root.resolve(studyUid).resolve(seriesUid).resolve(sopInstanceUid + SUFFIX);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** The files of a series, in the order of their names; none where the series is not here. */
  public List<Path> series(String studyUid, String seriesUid) {
    if (!DicomUids.isValid(studyUid) || !DicomUids.isValid(seriesUid)) {
      return List.of();
    }
    return instancesUnder(root.resolve(studyUid).resolve(seriesUid));
  }

  /** All files of a study; none where it is not here. */
  public List<Path> study(String studyInstanceUid) {
    return instancesUnder(studyFolder(studyInstanceUid));
  }

  /** The UIDs of all studies of which something is here. */
  public List<String> studyInstanceUids() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(DicomUids::isValid)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The study store " + root + " cannot be listed", e);
    }
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
