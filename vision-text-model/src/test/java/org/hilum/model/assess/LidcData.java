package org.hilum.model.assess;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleTable;

/** The labelled nodule slices beside the project; a test that asks is skipped without them. */
public final class LidcData {

  private LidcData() {}

  public static Path labels() {
    return folder().resolve("nodules.csv");
  }

  public static Path slices() {
    return folder().resolve("nodules.zip");
  }

  /** The nodule of a key such as {@code LIDC-IDRI-0001/nodule-0}. */
  public static LidcNodule nodule(String key) {
    NoduleRow row =
        NoduleTable.read(labels()).stream()
            .filter(r -> r.key().equals(key))
            .findFirst()
            .orElseThrow();
    try (NoduleArchive archive = NoduleArchive.open(slices())) {
      return archive.read(row);
    }
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
