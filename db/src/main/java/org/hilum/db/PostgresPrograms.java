package org.hilum.db;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's own programs, unpacked from the jar that carries them, and run as somebody who is
 * not root, which PostgreSQL insists on.
 */
final class PostgresPrograms {

  /** How a program sheds root. */
  enum Shedding {
    /** Hilum is not root, or this is no Linux. */
    NOTHING_TO_SHED(List.of()),
    /** A user namespace in which root is nobody; files stay root's. */
    UNSHARE(List.of("unshare", "--user")),
    /** Where namespaces are blocked, as Docker does by default. */
    SETPRIV(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));

    private final List<String> prefix;

    Shedding(List<String> prefix) {
      this.prefix = prefix;
    }

    /** The first that works here. */
    static Shedding detect() {
      if (!isRoot()) {
        return NOTHING_TO_SHED;
      }
      return Stream.of(UNSHARE, SETPRIV)
          .filter(Shedding::works)
          .findFirst()
          .orElseThrow(
              () ->
                  new DatabaseException(
                      "PostgreSQL does not run as root, and neither unshare nor setpriv works here:"
                          + " start Hilum as another user, or name an external PostgreSQL in"
                          + " hilum.database.url"));
    }

    private boolean works() {
      List<String> command = new ArrayList<>(prefix);
      command.add("true");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DatabaseException("interrupted while starting the database", e);
      }
    }

    private static boolean isRoot() {
      try {
        return Files.exists(Path.of("/proc/self"))
            && (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
      } catch (IOException e) {
        throw new DatabaseException("cannot tell whether Hilum runs as root: " + e.getMessage(), e);
      }
    }
  }

  /** What a program said, and how it ended. */
  record Result(int exitStatus, String output) {}

  private static final int NOBODY = 65534;

  private final Path folder;
  private final Shedding shedding;

  private PostgresPrograms(Path folder, Shedding shedding) {
    this.folder = folder;
    this.shedding = shedding;
  }

  /**
   * Unpacks the programs where that was not done before.
   *
   * @param parent the folder beneath which they are kept
   */
  static PostgresPrograms unpack(Path parent, Shedding shedding) throws IOException {
    Path folder = parent.resolve("pgbin");
    Path complete = folder.resolve(".complete");
    if (!Files.exists(complete)) {
      deleteTree(folder);
      Files.createDirectories(folder);
      try (InputStream archive =
              DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system(), machine());
          TarArchiveInputStream tar =
              new TarArchiveInputStream(
                  new XZCompressorInputStream(new BufferedInputStream(archive)))) {
        for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
          unpack(tar, e, folder);
        }
      }
      Files.createFile(complete);
    }
    return new PostgresPrograms(folder, shedding);
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("the PostgreSQL archive holds a path outside its folder: " + target);
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
    if ((entry.getMode() & 0111) != 0 && !target.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + target + " executable");
    }
  }

  private static String system() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return "Windows";
    }
    return name.startsWith("mac") ? "Darwin" : "Linux";
  }

  private static String machine() {
    String name = System.getProperty("os.arch", "");
    return name.equals("amd64") ? "x86_64" : name;
  }

  /**
   * Runs a program to its end.
   *
   * @param program for example {@code pg_ctl}
   */
  Result run(String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(shedding.prefix);
    command.add(folder.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // A PGDATA or PGPORT of somebody else's PostgreSQL must not steer ours.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    builder.redirectInput(ProcessBuilder.Redirect.from(nullDevice()));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(program + " closed its output but did not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new DatabaseException("interrupted while " + program + " ran", e);
    }
    return new Result(process.exitValue(), output.strip());
  }

  private static File nullDevice() {
    return new File(system().equals("Windows") ? "NUL" : "/dev/null");
  }

  /** Hands a file or a folder with all it holds to whoever the programs run as. */
  void own(Path path) throws IOException {
    if (shedding == Shedding.NOTHING_TO_SHED) {
      return;
    }
    int uid = shedding == Shedding.SETPRIV ? NOBODY : 0;
    if ((int) Files.getAttribute(path, "unix:uid") == uid) {
      return;
    }
    List<Path> tree;
    try (Stream<Path> walk = Files.walk(path)) {
      // The top comes last: it is what tells that all beneath it is done.
      tree = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : tree) {
      Files.setAttribute(each, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(each, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<Path> tree;
    try (Stream<Path> walk = Files.walk(path)) {
      tree = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : tree) {
      Files.delete(each);
    }
  }
}
