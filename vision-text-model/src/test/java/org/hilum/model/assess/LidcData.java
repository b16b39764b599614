package org.hilum.model.assess;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the labelled nodule slices beside the project, or skips the test that asks for them. */
public final class LidcData {

  private LidcData() {}

  public static Path labels() {
    return folder().resolve("nodules.csv");
  }

  public static Path slices() {
    return folder().resolve("nodules.zip");
  }

  private static Path folder() {
    String given = System.getProperty("hilum.shared");
    Path found = given == null ? null : Path.of(given, "data", "lidc-nodules");
    for (Path at = Path.of("").toAbsolutePath(); found == null && at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/lidc-nodules");
      found = Files.isDirectory(candidate) ? candidate : null;
    }
    assumeTrue(
        found != null && Files.isDirectory(found),
        "shared/data/lidc-nodules is not beside the project; set -Dhilum.shared");
    return found;
  }
}
