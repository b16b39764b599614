package org.hilum.pacs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The real CTs beside the project, and the DICOM programs of the machine. */
public final class TestData {

  private TestData() {}

  /** The folder of a real series, or the test is skipped. */
  public static Path series(String name) {
    Path folder = shared().resolve("data/ct").resolve(name);
    Assumptions.assumeTrue(Files.isDirectory(folder), "no real CT " + name + " on this machine");
    return folder;
  }

  /** The DICOM files of a real series in the order of their names. */
  public static List<Path> files(String series) {
    try (Stream<Path> files = Files.list(series(series))) {
      return files.filter(file -> file.toString().endsWith(".dcm")).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path shared() {
    String set = System.getProperty("hilum.shared");
    if (set != null) {
      return Path.of(set);
    }
    Path at = Path.of("").toAbsolutePath();
    while (at != null) {
      if (Files.isDirectory(at.resolve("shared/data"))) {
        return at.resolve("shared");
      }
      at = at.getParent();
    }
    return Path.of("shared");
  }

  /** Skips the test where one of the programs is not installed. */
  public static void assumePrograms(String... programs) {
    for (String program : programs) {
      Assumptions.assumeTrue(isInstalled(program), program + " is not installed");
    }
  }

  public static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Runs a program to its end and returns what it printed; it must succeed. */
  public static String run(String... command) {
    Outcome outcome = tryRun(command);
    assertThat(outcome.exit())
        .as("%s printed: %s", String.join(" ", command), outcome.output())
        .isZero();
    return outcome.output();
  }

  public record Outcome(int exit, String output) {}

  public static Outcome tryRun(String... command) {
    return tryRun(Duration.ofMinutes(1), command);
  }

  /** As {@link #tryRun(String...)}, for a program that may take longer than a minute. */
  public static Outcome tryRun(Duration limit, String... command) {
    try {
      Path log = Files.createTempFile("hilum-test", ".log");
      try {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TCP_NODELAY", "1");
        Process process = builder.redirectOutput(log.toFile()).start();
        boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly();
        }
        assertThat(ended).as("%s ended within %s", command[0], limit).isTrue();
        return new Outcome(process.exitValue(), Files.readString(log));
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
