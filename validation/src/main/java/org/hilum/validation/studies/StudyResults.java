package org.hilum.validation.studies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hilum.model.ModelInfo;
import org.hilum.validation.report.AtomicFiles;
import org.jspecify.annotations.Nullable;

/**
 * Results on disk, one file a study, named by the study's content and the model that judged it. A
 * file is whole or absent, so a killed run resumes where it was, and processes on several machines
 * may share the folder.
 */
public final class StudyResults {

  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** The kept result; null where there is none that can be read. */
  public @Nullable StudyResult find(String key) throws IOException {
    Path file = file(key);
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
    AtomicFiles.write(file(key), JSON.writeValueAsString(result));
  }

  private Path file(String key) {
    return folder.resolve(key + ".json");
  }
}
