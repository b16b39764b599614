package org.hilum.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL that Hilum runs for itself, on 127.0.0.1 only, with its data kept between runs,
 * durable settings and password authentication (scram-sha-256). One Hilum at a time may use a home;
 * a server that a killed Hilum left behind is stopped first.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String SUPERUSER = "postgres";
  private static final String NAME = "hilum";
  private static final Pattern PROBLEM = Pattern.compile("FATAL|PANIC|could not");
  private static final int ATTEMPTS = 3;
  private static final long RETRY_PAUSE_MS = 1000;
  private static final String START_TIMEOUT_S = "120";
  private static final String STOP_TIMEOUT_S = "30";

  private final PostgresPrograms programs;
  private final Path data;
  private final Path logFile;
  private final String password;
  private final FileChannel lock;
  private final AtomicBoolean closed = new AtomicBoolean();
  private int port;

  private EmbeddedDatabase(
      PostgresPrograms programs, Path data, Path logFile, String password, FileChannel lock) {
    this.programs = programs;
    this.data = data;
    this.logFile = logFile;
    this.password = password;
    this.lock = lock;
  }

  /**
   * Starts the server, and creates its data where there are none yet.
   *
   * @param home the folder that keeps the data, the password (readable by its owner only) and the
   *     log
   * @param port on 127.0.0.1; 0 for any free one
   * @throws DatabaseException if it does not start; the message says why and what to do
   */
  public static EmbeddedDatabase start(Path home, int port) {
    return start(home, port, PostgresPrograms.Shedding.detect());
  }

  static EmbeddedDatabase start(Path home, int port, PostgresPrograms.Shedding shedding) {
    try {
      // PostgreSQL changes its working directory, so relative paths would not do.
      Path folder = Files.createDirectories(home).toRealPath();
      FileChannel lock = lock(folder);
      try {
        return start(folder, port, shedding, lock);
      } catch (Exception e) {
        lock.close();
        throw e;
      }
    } catch (IOException | SQLException e) {
      throw new DatabaseException(
          "the embedded database in %s did not start: %s".formatted(home, e.getMessage()), e);
    }
  }

  private static EmbeddedDatabase start(
      Path home, int port, PostgresPrograms.Shedding shedding, FileChannel lock)
      throws IOException, SQLException {
    long started = System.nanoTime();
    PostgresPrograms programs = PostgresPrograms.unpack(home, shedding);
    Path data = home.resolve("pgdata");
    String password = password(home, Files.exists(data));
    if (!Files.exists(data)) {
      initialize(programs, home, data, password);
    }
    programs.own(data);
    Path logs = Files.createDirectories(home.resolve("pglog"));
    programs.own(logs);
    EmbeddedDatabase database =
        new EmbeddedDatabase(programs, data, logs.resolve("postgres.log"), password, lock);
    database.stopOrphan();
    database.startServer(port);
    try {
      database.createDatabase();
    } catch (SQLException e) {
      database.stopServer();
      throw e;
    }
    log.info(
        "Embedded PostgreSQL on 127.0.0.1:{}, data in {}, ready in {} ms",
        database.port,
        data,
        (System.nanoTime() - started) / 1_000_000);
    return database;
  }

  /** One Hilum a home: the lock goes with the process that holds it, however that ends. */
  private static FileChannel lock(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.resolve("database.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      log.debug("this process holds the lock already", e);
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new DatabaseException(
          "another Hilum is using the database in "
              + home
              + ": stop it first, or choose another folder (hilum.database.home)");
    }
    return channel;
  }

  private static String password(Path home, boolean dataExist) throws IOException {
    Path file = home.resolve("database.password");
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    if (dataExist) {
      throw new IOException(
          "its password file %s is gone: put it back, or move the data away to start afresh"
              .formatted(file));
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    writePrivately(file, password);
    return password;
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Creates the data beside their place first, so that a kill leaves no half of them there. */
  private static void initialize(PostgresPrograms programs, Path home, Path data, String password)
      throws IOException {
    Path fresh = home.resolve("pgdata.new");
    PostgresPrograms.deleteTree(fresh);
    Files.createDirectory(fresh);
    programs.own(fresh);
    Path passwordFile = home.resolve("initdb.password");
    writePrivately(passwordFile, password);
    programs.own(passwordFile);
    try {
      PostgresPrograms.Result result =
          programs.run(
              "initdb",
              List.of(
                  "--pgdata=" + fresh,
                  "--username=" + SUPERUSER,
                  "--pwfile=" + passwordFile,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C",
                  "--locale-provider=builtin",
                  "--builtin-locale=C.UTF-8",
                  "--data-checksums"));
      if (result.exitStatus() != 0) {
        throw new IOException("initdb failed: " + lastLine(result.output()));
      }
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Stops the server of a Hilum that was killed; we hold the lock, so it serves nobody. */
  private void stopOrphan() throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> process = postmaster(pidFile);
    if (process.isEmpty()) {
      return;
    }
    if (isOurs(process.get())) {
      log.warn(
          "PostgreSQL (process {}) was left behind by a Hilum that was killed; stopping it",
          process.get().pid());
      stopServer();
    } else {
      // The number was given to another program since, for example after a reboot. PostgreSQL
      // would take that program for a running server and refuse to start.
      Files.delete(pidFile);
    }
  }

  private static Optional<ProcessHandle> postmaster(Path pidFile) throws IOException {
    List<String> lines = Files.readAllLines(pidFile, StandardCharsets.UTF_8);
    if (lines.isEmpty() || !lines.get(0).strip().matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive);
  }

  /** A PostgreSQL server works in its data folder. */
  private boolean isOurs(ProcessHandle process) {
    Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
    try {
      if (Files.exists(Path.of("/proc/self"))) {
        return Files.readSymbolicLink(workingDirectory).equals(data);
      }
    } catch (IOException e) {
      log.debug("cannot read {}", workingDirectory, e);
      return false;
    }
    return process.info().commandLine().filter(line -> line.contains(data.toString())).isPresent();
  }

  private void startServer(int wanted) throws IOException {
    String problem = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      port = wanted == 0 ? freePort() : wanted;
      keepOneOldLog();
      PostgresPrograms.Result result =
          programs.run(
              "pg_ctl",
              List.of(
                  "start",
                  "--pgdata=" + data,
                  "--log=" + logFile,
                  "--wait",
                  "--timeout=" + START_TIMEOUT_S,
                  "--options=" + settings(port)));
      if (result.exitStatus() == 0) {
        return;
      }
      problem = problemInLog();
      if (problem.isEmpty()) {
        problem = lastLine(result.output());
      }
      log.info("Embedded PostgreSQL did not start (attempt {}): {}", attempt, problem);
      pause();
    }
    throw new IOException("%s (see %s)".formatted(problem, logFile));
  }

  private static String settings(int port) {
    return String.join(
        " ",
        "-c listen_addresses=127.0.0.1",
        "-c port=" + port,
        "-c unix_socket_directories=",
        "-c password_encryption=scram-sha-256",
        "-c fsync=on",
        "-c synchronous_commit=on",
        "-c full_page_writes=on",
        "-c timezone=UTC",
        "-c log_timezone=UTC",
        // The log is no place for what a patient is called.
        "-c log_error_verbosity=terse",
        "-c log_min_error_statement=panic");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void keepOneOldLog() throws IOException {
    if (Files.exists(logFile)) {
      Files.move(
          logFile, logFile.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What the server's log says went wrong, in one line, or nothing. */
  private String problemInLog() throws IOException {
    if (!Files.exists(logFile)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(logFile, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> PROBLEM.matcher(line).find())
          .map(line -> line.replaceFirst("^.*?(LOG|WARNING|FATAL|PANIC): +", ""))
          .distinct()
          .collect(Collectors.joining("; "));
    }
  }

  private static String lastLine(String output) {
    return output.lines().reduce((first, second) -> second).orElse("no reason given");
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("interrupted while starting the database", e);
    }
  }

  /** Hilum's own role owns its database and is no superuser. */
  private void createDatabase() throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, SUPERUSER);
    try (Connection connection = DriverManager.getConnection(url, SUPERUSER, password);
        Statement statement = connection.createStatement()) {
      // The password is base64url and the name a constant: nothing in them needs quoting.
      if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = 'hilum'")) {
        statement.execute("CREATE ROLE hilum LOGIN PASSWORD '" + password + "'");
      }
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = 'hilum'")) {
        statement.execute("CREATE DATABASE hilum OWNER hilum");
      }
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private void stopServer() throws IOException {
    PostgresPrograms.Result result = stop("fast");
    if (result.exitStatus() != 0) {
      result = stop("immediate");
    }
    if (result.exitStatus() != 0) {
      throw new IOException("PostgreSQL did not stop: " + lastLine(result.output()));
    }
  }

  private PostgresPrograms.Result stop(String mode) throws IOException {
    return programs.run(
        "pg_ctl",
        List.of(
            "stop", "--pgdata=" + data, "--mode=" + mode, "--wait", "--timeout=" + STOP_TIMEOUT_S));
  }

  /** For example {@code jdbc:postgresql://127.0.0.1:43210/hilum}. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, NAME);
  }

  public String username() {
    return NAME;
  }

  public String password() {
    return password;
  }

  public int port() {
    return port;
  }

  /** Stops the server; connections that are still open are cut. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (lock) {
      stopServer();
    } catch (IOException e) {
      throw new DatabaseException(
          "the embedded database in %s did not stop: %s".formatted(data, e.getMessage()), e);
    }
  }
}
