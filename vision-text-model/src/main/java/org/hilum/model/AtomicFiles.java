package org.hilum.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Writes files that are either whole or not there, whenever the process is killed. What fails names
 * the file, as a {@link FileSystemException}: a full disk's own message is that it is full.
 */
public final class AtomicFiles {

  private AtomicFiles() {}

  /**
   * In UTF-8.
   *
   * @throws FileSystemException if the file cannot be written
   */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws FileSystemException if the file cannot be written
   */
  public static void write(Path file, byte[] content) throws IOException {
    // Not a temporary file of the system's: those can be read by their owner only.
    Path unfinished = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try {
        Files.write(unfinished, content);
        Files.move(
            unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      FileSystemException named =
          new FileSystemException(file.toString(), null, FileTrouble.inWords(e));
      named.initCause(e);
      throw named;
    }
  }
}
