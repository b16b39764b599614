package org.hilum.validation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the real data that lies beside the project, or skips the test. */
public final class SharedData {

  private SharedData() {}

  /** A file or folder under {@code shared/data}. */
  public static Path at(String relative) {
    String given = System.getProperty("hilum.shared");
    if (given != null) {
      return present(Path.of(given, "data", relative));
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      Path candidate = folder.resolve("shared/data").resolve(relative);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    return present(here.resolve("shared/data").resolve(relative));
  }

  private static Path present(Path path) {
    assumeTrue(Files.exists(path), () -> "needs the real data at " + path);
    return path;
  }
}
