package org.hilum.ingest.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The real CT series of {@code ../shared/data/ct}; tests that need them are skipped without. */
public final class RealData {

  private RealData() {}

  /** The folder of a series, for example {@code LIDC-IDRI-0001}. */
  public static Path ct(String name) {
    Optional<Path> folder = find().map(shared -> shared.resolve("data/ct").resolve(name));
    Assumptions.assumeTrue(
        folder.filter(Files::isDirectory).isPresent(),
        () -> "skipped: ../shared/data/ct/" + name + " is not on this machine");
    return folder.orElseThrow();
  }

  private static Optional<Path> find() {
    String told = System.getProperty("hilum.shared");
    if (told != null) {
      return Optional.of(Path.of(told));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path shared = at.resolveSibling("shared");
      if (at.getParent() != null && Files.isDirectory(shared.resolve("data"))) {
        return Optional.of(shared);
      }
    }
    return Optional.empty();
  }
}
