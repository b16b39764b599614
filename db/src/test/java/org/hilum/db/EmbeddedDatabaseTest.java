package org.hilum.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests share one home, as the runs of one installation do. */
class EmbeddedDatabaseTest {

  @TempDir private static Path home;

  @BeforeEach
  void anEmptyTable() throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0)) {
      execute(database, "create table if not exists kept (what text)");
      execute(database, "truncate kept");
    }
  }

  @Test
  void keepsItsDataAndItsPasswordBetweenRuns() throws Exception {
    String password;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0)) {
      password = database.password();
      execute(database, "insert into kept values ('first run')");
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0)) {
      assertThat(kept(database)).containsExactly("first run");
      assertThat(database.password()).isEqualTo(password).hasSizeGreaterThan(20);
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("database.password"))))
        .isEqualTo("rw-------");
    assertThat(home.resolve("initdb.password")).doesNotExist();
  }

  @Test
  void stopsTheServerThatAKilledHilumLeftBehindAndKeepsWhatItWrote() throws Exception {
    Process hilum =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledHilum.class.getName(),
                home.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(hilum.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> said = new ArrayList<>();
      for (String line = output.readLine(); !"written".equals(line); line = output.readLine()) {
        assertThat(line).as("the child ended: %s", said).isNotNull();
        said.add(line);
      }
      ProcessHandle orphan = postmaster();

      assertThatThrownBy(() -> EmbeddedDatabase.start(home, 0))
          .as("while the other Hilum lives")
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("another Hilum is using the database in " + home.toRealPath());
      assertThat(orphan.isAlive()).isTrue();

      hilum.destroyForcibly().waitFor();
      assertThat(orphan.isAlive()).as("the server outlives a kill -9").isTrue();
      try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0)) {
        assertThat(postmaster().pid()).isNotEqualTo(orphan.pid());
        assertThat(kept(database)).containsExactly("before the kill");
      }
    } finally {
      hilum.destroyForcibly().waitFor();
    }
  }

  @Test
  void recoversAfterTheServerItselfWasKilled() throws Exception {
    EmbeddedDatabase killed = EmbeddedDatabase.start(home, 0);
    execute(killed, "insert into kept values ('committed')");
    ProcessHandle postmaster = postmaster();
    postmaster.destroyForcibly();
    postmaster.onExit().join();
    assertThatThrownBy(killed::close).isInstanceOf(DatabaseException.class);

    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0)) {
      assertThat(kept(database)).containsExactly("committed");
    }
  }

  @Test
  void isNotFooledByAnotherProcessThatHasTheServersNumberNow() throws Exception {
    Process bystander = new ProcessBuilder("sleep", "600").start();
    try {
      Files.write(
          home.resolve("pgdata/postmaster.pid"),
          List.of(Long.toString(bystander.pid()), home.resolve("pgdata").toString(), "0", "1"));
      try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0)) {
        assertThat(kept(database)).isEmpty();
      }
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly().waitFor();
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0)) {
      for (String user : List.of("hilum", "postgres")) {
        assertThatThrownBy(
                () -> DriverManager.getConnection(database.jdbcUrl(), user, "wrong").close())
            .as(user)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed");
      }
      assertThat(Files.readAllLines(home.resolve("pgdata/pg_hba.conf")))
          .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
          .isNotEmpty()
          .allMatch(line -> line.endsWith("scram-sha-256"));
    }
  }

  @Test
  void isDurableAndServesThisMachineOnly() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0)) {
      assertThat(query(database, "show fsync")).containsExactly("on");
      assertThat(query(database, "show synchronous_commit")).containsExactly("on");
      assertThat(query(database, "show full_page_writes")).containsExactly("on");
      assertThat(query(database, "show data_checksums")).containsExactly("on");
      assertThat(query(database, "show listen_addresses")).containsExactly("127.0.0.1");
      assertThat(query(database, "select usesuper::text from pg_user where usename = current_user"))
          .as("Hilum's role is no superuser")
          .containsExactly("false");
    }
  }

  @Test
  void saysWhatToDoWhenThePasswordFileIsGone() throws Exception {
    Path password = home.resolve("database.password");
    Path away = home.resolve("away");
    Files.move(password, away);
    try {
      assertThatThrownBy(() -> EmbeddedDatabase.start(home, 0))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("database.password is gone: put it back");
    } finally {
      Files.move(away, password);
    }
  }

  @Test
  void saysWhyWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(home, taken.getLocalPort()))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("did not start")
          .hasMessageContaining("Address already in use")
          .hasMessageContaining("postgres.log");
    }
    EmbeddedDatabase.start(home, 0).close();
  }

  @Test
  void runsAsRootWhereNamespacesAreBlocked() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root to shed it");
    // JUnit's own temporary folder is closed to nobody.
    Path open = Files.createTempDirectory("hilum-setpriv");
    try {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
      for (PostgresPrograms.Shedding each :
          List.of(PostgresPrograms.Shedding.SETPRIV, PostgresPrograms.Shedding.UNSHARE)) {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(open, 0, each)) {
          execute(database, "create table if not exists kept (what text)");
          execute(database, "insert into kept values ('" + each + "')");
          assertThat(kept(database)).contains("SETPRIV", each.toString());
        }
      }
    } finally {
      PostgresPrograms.deleteTree(open);
    }
  }

  private static ProcessHandle postmaster() throws IOException {
    String pid = Files.readAllLines(home.resolve("pgdata/postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
  }

  private static List<String> kept(EmbeddedDatabase database) throws SQLException {
    return query(database, "select what from kept");
  }

  private static List<String> query(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(EmbeddedDatabase database) throws SQLException {
    return DriverManager.getConnection(
        database.jdbcUrl(), database.username(), database.password());
  }
}
