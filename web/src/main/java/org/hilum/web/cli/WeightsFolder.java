package org.hilum.web.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hilum.model.ModelConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which weights a command judges with. */
final class WeightsFolder {

  @Option(
      names = "--weights",
      paramLabel = "DIR",
      description = {
        "A folder that ./hilum train wrote, with detector.weights and assessor.weights; the",
        "shipped ones if not given."
      })
  private @Nullable Path folder;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  WeightsFolder() {}

  /**
   * @throws UsageException if the folder is none
   */
  ModelConfig config() {
    if (folder != null && !Files.isDirectory(folder)) {
      throw new UsageException(
          "--weights %s: is no folder; give the one that ./hilum train wrote".formatted(folder));
    }
    return ModelConfig.shipped().withWeights(folder);
  }
}
