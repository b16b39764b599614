package org.hilum.validation.studies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.MetaImage;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.csv.SeriesIds;

/**
 * LUNA16 as it is downloaded: {@code UID.mhd} beside {@code UID.raw} or {@code UID.zraw}, in
 * folders {@code subset0} to {@code subset9}, which are its folds, or in any other layout.
 */
public final class Luna16Source implements StudySource {

  private static final String EXTENSION = ".mhd";

  private final Map<String, Path> headers;

  private Luna16Source(Map<String, Path> headers) {
    this.headers = headers;
  }

  /**
   * @param problems a series in two folders is named here; the first one is used
   * @throws InputException if the folder cannot be read or holds no volume
   */
  public static Luna16Source under(Path folder, InputProblems problems) {
    Map<String, Path> headers = new LinkedHashMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) walk.filter(Luna16Source::isHeader).sorted()::iterator) {
        String uid = SeriesIds.spelled(baseName(file));
        Path before = headers.putIfAbsent(uid, file);
        if (before != null) {
          problems.add(
              file.toString(),
              0,
              "series %s lies here and in %s; this copy is left out, remove one of them"
                  .formatted(uid, before.getParent()));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(
          new InputProblem(folder.toString(), 0, "is no folder that can be read"), e);
    }
    if (headers.isEmpty()) {
      throw new InputException(
          new InputProblem(folder.toString(), 0, "holds no .mhd file; give LUNA16's folder"));
    }
    return new Luna16Source(headers);
  }

  private static boolean isHeader(Path file) {
    return Files.isRegularFile(file)
        && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(EXTENSION);
  }

  private static String baseName(Path header) {
    String name = header.getFileName().toString();
    return name.substring(0, name.length() - EXTENSION.length());
  }

  @Override
  public List<String> seriesInstanceUids() {
    return List.copyOf(headers.keySet());
  }

  @Override
  public boolean has(String seriesInstanceUid) {
    return headers.containsKey(seriesInstanceUid);
  }

  @Override
  public String contentHash(String seriesInstanceUid) throws IOException {
    Path header = header(seriesInstanceUid);
    List<Path> files = new ArrayList<>(List.of(header));
    for (String extension : List.of(".raw", ".zraw")) {
      Path data = header.resolveSibling(baseName(header) + extension);
      if (Files.isRegularFile(data)) {
        files.add(data);
      }
    }
    return ContentHash.of(files);
  }

  @Override
  public LoadedStudy load(String seriesInstanceUid) throws IOException {
    Path header = header(seriesInstanceUid);
    return new LoadedStudy(
        MetaImage.read(header), ClinicalHistory.empty(), Map.of("fold", fold(header)));
  }

  /** The name of the folder that a volume lies in, for example {@code subset3}. */
  private static String fold(Path header) {
    Path folder = header.toAbsolutePath().getParent();
    return folder == null || folder.getFileName() == null ? "" : folder.getFileName().toString();
  }

  private Path header(String seriesInstanceUid) throws IOException {
    Path header = headers.get(seriesInstanceUid);
    if (header == null) {
      throw new IOException("there is no series " + seriesInstanceUid);
    }
    return header;
  }
}
