package org.hilum.validation.studies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;

/**
 * Where the files of each CT series lie under a folder, whatever its layout. It keeps paths only,
 * so that a collection of any size fits in memory.
 */
public final class SeriesFiles {

  private static final int MAX_DEPTH = 32;

  private final Map<String, List<Path>> bySeries;
  private final List<Path> otherFiles;

  private SeriesFiles(Map<String, List<Path>> bySeries, List<Path> otherFiles) {
    this.bySeries = bySeries;
    this.otherFiles = otherFiles;
  }

  /**
   * Finds the CT images under a folder. Links are not followed. A damaged image, and a second copy
   * of an image elsewhere, are named as problems and left out.
   *
   * @throws InputException if the folder cannot be read
   */
  public static SeriesFiles under(Path folder, DicomFiles dicom, InputProblems problems) {
    Map<String, List<Path>> bySeries = new LinkedHashMap<>();
    Map<String, Path> byInstance = new HashMap<>();
    Map<String, Path> toldTwice = new HashMap<>();
    List<Path> others = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder.toRealPath(), MAX_DEPTH)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile).sorted()::iterator) {
        if (Files.isSymbolicLink(file)) {
          continue;
        }
        try {
          DicomInstance instance = dicom.readHeader(file);
          if (!"CT".equals(instance.series().modality())) {
            continue;
          }
          Path before = byInstance.putIfAbsent(instance.sopInstanceUid(), file);
          if (before == null) {
            bySeries
                .computeIfAbsent(instance.seriesInstanceUid(), uid -> new ArrayList<>())
                .add(file);
          } else if (toldTwice.putIfAbsent(instance.seriesInstanceUid(), file) == null) {
            problems.add(
                file.toString(),
                0,
                "series %s lies here and in %s; this copy is left out, remove one of them"
                    .formatted(instance.seriesInstanceUid(), before.getParent()));
          }
        } catch (DicomFormatException e) {
          if (e.kind() == DicomFormatException.Kind.NOT_DICOM) {
            others.add(file);
          } else if (e.kind() != DicomFormatException.Kind.UNSUPPORTED) {
            problems.add(file.toString(), 0, e.problem() + "; left out");
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(
          new InputProblem(folder.toString(), 0, "is no folder that can be read"), e);
    }
    return new SeriesFiles(bySeries, others);
  }

  /** The series' UIDs in the order they were found. */
  public List<String> seriesInstanceUids() {
    return List.copyOf(bySeries.keySet());
  }

  public boolean has(String seriesInstanceUid) {
    return bySeries.containsKey(seriesInstanceUid);
  }

  /** The files of a series; empty where there is none. */
  public List<Path> files(String seriesInstanceUid) {
    return List.copyOf(bySeries.getOrDefault(seriesInstanceUid, List.of()));
  }

  /** Files that are no DICOM, among them any XML or CSV. */
  public List<Path> otherFiles() {
    return List.copyOf(otherFiles);
  }

  /**
   * Reads the headers of a series again.
   *
   * @throws DicomFormatException if a file has since been damaged
   */
  public List<DicomInstance> headers(String seriesInstanceUid, DicomFiles dicom)
      throws DicomFormatException {
    List<DicomInstance> headers = new ArrayList<>();
    for (Path file : files(seriesInstanceUid)) {
      headers.add(dicom.readHeader(file));
    }
    return headers;
  }
}
