package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/** How sending files ended: those that the peer took, and each that it did not, with the reason. */
public record StoreResult(List<Path> stored, List<Failure> failures) {

  public StoreResult {
    stored = List.copyOf(stored);
    failures = List.copyOf(failures);
  }

  public boolean complete() {
    return failures.isEmpty();
  }

  /**
   * @param reason one line
   */
  public record Failure(Path file, String reason) {

    public Failure {
      requireNonNull(file, "file");
      requireNonNull(reason, "reason");
    }
  }
}
