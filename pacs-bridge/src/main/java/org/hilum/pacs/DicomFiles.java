package org.hilum.pacs;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hilum.pacs.toolkit.DicomReader;

/** Reads the headers of DICOM files. Thread-safe. */
public final class DicomFiles {

  private static final int MAX_FOLDER_DEPTH = 32;

  /**
   * Reads the header of one file, up to but not including its pixels, and checks that the file is
   * long enough to hold the pixels its header announces.
   *
   * @throws DicomFormatException if the file is not a complete DICOM instance
   */
  public DicomInstance readHeader(Path file) throws DicomFormatException {
    DicomReader.Header header = DicomReader.readHeader(file);
    DicomInstance instance = HeaderMapper.map(header);
    PixelLayout.requireComplete(header);
    return instance;
  }

  /**
   * Reads the headers of all files under a folder, its sub-folders included. A file that cannot be
   * read becomes a problem of the result and never an exception; links inside the folder are not
   * followed.
   */
  public DicomScan scan(Path folder) {
    List<DicomScan.Problem> problems = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    try {
      // Only the folder itself may be a link: one inside could lead anywhere, or in a circle.
      Path start = folder.toRealPath();
      Set<FileVisitOption> noLinks = EnumSet.noneOf(FileVisitOption.class);
      Files.walkFileTree(start, noLinks, MAX_FOLDER_DEPTH, new Collector(files, problems));
    } catch (IOException e) {
      problems.add(problem(DicomReader.unreadable(folder, e)));
    }
    Collections.sort(files);
    List<DicomInstance> instances = new ArrayList<>();
    for (Path file : files) {
      try {
        instances.add(readHeader(file));
      } catch (DicomFormatException e) {
        problems.add(problem(e));
      }
    }
    return new DicomScan(instances, problems, files.size());
  }

  /**
   * Reads what the header says about the patient's history, each text decoded with the file's
   * character set.
   *
   * @throws DicomFormatException if the file is not a DICOM instance
   */
  public PatientHistory history(Path file) throws DicomFormatException {
    return HistoryReader.read(DicomReader.readHeader(file).dataset());
  }

  private static DicomScan.Problem problem(DicomFormatException e) {
    return new DicomScan.Problem(e.file(), e.kind(), String.valueOf(e.getMessage()));
  }

  private static final class Collector extends SimpleFileVisitor<Path> {

    private final List<Path> files;
    private final List<DicomScan.Problem> problems;

    Collector(List<Path> files, List<DicomScan.Problem> problems) {
      this.files = files;
      this.problems = problems;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        files.add(file);
      } else {
        DicomFormatException refused =
            new DicomFormatException(
                file,
                DicomFormatException.Kind.UNREADABLE,
                attributes.isSymbolicLink() ? "a link, which is not followed" : "not a file",
                "put the file itself there",
                null);
        problems.add(problem(refused));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      problems.add(problem(DicomReader.unreadable(file, e)));
      return FileVisitResult.CONTINUE;
    }
  }
}
