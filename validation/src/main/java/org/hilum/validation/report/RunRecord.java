package org.hilum.validation.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.hilum.model.FileTrouble;
import org.hilum.model.ModelInfo;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.jspecify.annotations.Nullable;

/**
 * What exactly was run, so that somebody else can run it again.
 *
 * @param kind {@code froc}, {@code studies}, {@code nodules} or {@code compare}
 * @param model null where the detections came from elsewhere
 */
public record RunRecord(
    String kind,
    String command,
    Instant date,
    String codeVersion,
    @Nullable ModelInfo model,
    List<DataFile> data) {

  public RunRecord {
    requireNonNull(kind, "kind");
    requireNonNull(command, "command");
    requireNonNull(date, "date");
    requireNonNull(codeVersion, "codeVersion");
    data = List.copyOf(data);
  }

  /**
   * A file or folder that was read.
   *
   * @param sha256 of a file's bytes, in hex; empty for a folder
   */
  public record DataFile(String role, String path, String sha256) {

    /**
     * @throws InputException if it is a file that cannot be read
     */
    public static DataFile of(String role, Path path) {
      return new DataFile(role, path.toString(), Files.isRegularFile(path) ? digest(path) : "");
    }
  }

  /** The version of this code: the system property {@code hilum.version}, or the jar's. */
  public static String thisCodeVersion() {
    String given = System.getProperty("hilum.version");
    if (given != null) {
      return given;
    }
    String packaged = RunRecord.class.getPackage().getImplementationVersion();
    return packaged == null ? "unpackaged build" : packaged;
  }

  private static String digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new InputException(
          new InputProblem(file.toString(), 0, "cannot be read: " + FileTrouble.inWords(e)), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
