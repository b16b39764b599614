package org.hilum.web.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hilum.web.cli.HilumCli;

/** {@code ./hilum demo} in a process of its own, as a user starts it. */
final class RunningDemo implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("Hilum is ready at (http://\\S+?)/?\\s");
  private static final Pattern PASSWORD = Pattern.compile("one-time password (\\S+)");

  private final Process process;
  private final Path output;

  private RunningDemo(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it and waits for its address. */
  static RunningDemo start(Path home, Path output, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1600m",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                HilumCli.class.getName(),
                "demo",
                "--home",
                home.toString(),
                "--port",
                "0"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    RunningDemo demo = new RunningDemo(process, output);
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> !process.isAlive() || ADDRESS.matcher(demo.output()).find());
    if (!process.isAlive()) {
      throw new IllegalStateException("the demo ended: " + demo.output());
    }
    return demo;
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String address() {
    return find(ADDRESS);
  }

  String oneTimePassword() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> PASSWORD.matcher(output()).find());
    return find(PASSWORD);
  }

  private String find(Pattern pattern) {
    Matcher matcher = pattern.matcher(output());
    if (!matcher.find()) {
      throw new IllegalStateException("the demo did not print " + pattern + ": " + output());
    }
    return matcher.group(1);
  }

  /** As {@code kill -9}: nothing gets to clean up. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** As Ctrl-C; returns once the process has ended. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
