package org.hilum.validation.studies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hilum.model.AtomicFiles;
import org.hilum.model.ModelInfo;
import org.jspecify.annotations.Nullable;

/**
 * Results on disk, one file a study, named by the study's content and the model that judged it. A
 * file is whole or absent, so a killed run resumes where it was, and processes on several machines
 * may share the folder.
 */
public final class StudyResults {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;

  public StudyResults(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** The key of a result: content and model, and nothing else. */
  public static String key(String seriesInstanceUid, String contentHash, ModelInfo model) {
    return ContentHash.of(
        String.join(
            "\n",
            seriesInstanceUid,
            contentHash,
            model.name(),
            model.version(),
            model.precision()));
  }

  /** Whether the text, which may come from another process, can be a key. */
  public static boolean isKey(@Nullable String text) {
    return text != null && KEY.matcher(text).matches();
  }

  /** The kept result; null where there is none that can be read. */
  public @Nullable StudyResult find(String key) throws IOException {
    Path file = file(key, ".json");
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      return JSON.readValue(Files.readString(file), StudyResult.class);
    } catch (JsonProcessingException e) {
      // Not of our writing or of an older version: score again.
      return null;
    }
  }

  public void save(String key, StudyResult result) throws IOException {
    AtomicFiles.write(file(key, ".json"), JSON.writeValueAsString(result));
  }

  /**
   * The identity of this run, for as long as the folder exists.
   *
   * @throws IOException if it can be neither read nor written
   */
  public synchronized String run() throws IOException {
    Path file = folder.resolve("run");
    if (!Files.isRegularFile(file)) {
      AtomicFiles.write(file, UUID.randomUUID().toString());
    }
    return Files.readString(file).strip();
  }

  /** How often another process has answered for a series, whether with a result or without. */
  public int answers(String key) throws IOException {
    Path file = file(key, ".answers");
    try {
      return Files.isRegularFile(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  public void addAnswer(String key) throws IOException {
    AtomicFiles.write(file(key, ".answers"), Integer.toString(answers(key) + 1));
  }

  private Path file(String key, String extension) {
    if (!isKey(key)) {
      throw new IllegalArgumentException("'%s' is no key of a result".formatted(key));
    }
    return folder.resolve(key + extension);
  }
}
