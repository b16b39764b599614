package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hilum.validation.command.FrocBench;
import picocli.CommandLine.Command;

/** {@code ./hilum bench froc}: scoring a file of detections. */
@Command(
    name = "froc",
    description = "Times validate froc on 1,000 scans and 100,000 marks.",
    mixinStandardHelpOptions = true)
final class BenchFrocCommand implements Callable<Integer> {

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("hilum-bench");
    try {
      return FrocBench.run(folder, System.out);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
