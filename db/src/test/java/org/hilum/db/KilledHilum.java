package org.hilum.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A process that writes to its database and then waits to be killed. */
final class KilledHilum {

  private KilledHilum() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]), 0);
    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl(), database.username(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute("insert into kept values ('before the kill')");
      System.out.println("written");
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
