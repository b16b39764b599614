package org.hilum.web.dicomweb;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hilum.pacs.DicomUids;

/** Studies in a folder, as {@code STUDY/SERIES/INSTANCE.dcm}. Links are not followed. */
final class StudyFolder implements StudyFiles {

  private static final String SUFFIX = ".dcm";

  private final Path root;

  StudyFolder(Path root) {
    this.root = requireNonNull(root, "root");
  }

  @Override
  public Optional<Path> instance(String studyUid, String seriesUid, String sopUid) {
    return Optional.of(folder(studyUid, seriesUid).resolve(requireUid(sopUid) + SUFFIX))
        .filter(StudyFolder::isPlainFile);
  }

  @Override
  public List<Path> series(String studyUid, String seriesUid) {
    Path folder = folder(studyUid, seriesUid);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .filter(StudyFolder::isPlainFile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the series in " + folder, e);
    }
  }

  private Path folder(String studyUid, String seriesUid) {
    return root.resolve(requireUid(studyUid)).resolve(requireUid(seriesUid));
  }

  /** A UID names a folder here: one that could lead elsewhere is never used as a name. */
  private static String requireUid(String uid) {
    if (!DicomUids.isValid(uid)) {
      throw new IllegalArgumentException("not a UID");
    }
    return uid;
  }

  private static boolean isPlainFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
