package org.hilum.ingest.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.results.ResultSeries;

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

  /**
   * All files of a study, without what Hilum itself made of it and a PACS sent back; none where it
   * is not here.
   */
  public List<Path> study(String studyInstanceUid) {
    Path folder = studyFolder(studyInstanceUid);
    List<Path> ours = ResultSeries.uidsOf(studyInstanceUid).stream().map(folder::resolve).toList();
    return instancesUnder(folder).stream()
        .filter(file -> ours.stream().noneMatch(file::startsWith))
        .toList();
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
