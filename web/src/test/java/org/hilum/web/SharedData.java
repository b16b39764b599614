package org.hilum.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the real CT data, which are not part of the project. */
public final class SharedData {

  private SharedData() {}

  /** A folder of {@code shared/data}, beside the project or where {@code hilum.shared} points. */
  public static Optional<Path> folder(String name) {
    String given = System.getProperty("hilum.shared");
    Stream<Path> roots =
        given != null
            ? Stream.of(Path.of(given))
            : Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
                .map(ancestor -> ancestor.resolve("shared"));
    return roots
        .map(root -> root.resolve("data").resolve(name))
        .filter(Files::isDirectory)
        .findFirst();
  }
}
