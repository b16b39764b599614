package org.hilum.web.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that name the labelled nodules: slices and the table that goes with them. */
final class NoduleData {

  @Option(names = "--nodules", required = true, description = "The archive of nodule slices.")
  private Path nodules;

  @Option(names = "--labels", required = true, description = "The table of nodules.")
  private Path labels;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  NoduleData() {}

  Path nodules() {
    return nodules;
  }

  Path labels() {
    return labels;
  }
}
