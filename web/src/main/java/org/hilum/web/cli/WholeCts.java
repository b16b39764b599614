package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.crops.NoduleRow.Split;
import picocli.CommandLine.Option;

/** The whole CTs that a benchmark measures on, and where they are converted to. */
final class WholeCts {

  @Option(
      names = "--ct",
      required = true,
      description = "A folder of whole LIDC-IDRI CTs in DICOM with their readers' XML.")
  private Path ct;

  @Option(names = "--out", required = true, description = "A folder for the converted CTs.")
  private Path out;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  WholeCts() {}

  /**
   * As {@link TrainingScans#prepare} does.
   *
   * @param labels say which CTs are of the split
   */
  TrainingScans.Prepared of(Split split, Path labels) throws IOException, SeriesRefusedException {
    return TrainingScans.prepare(ct, labels, split, out);
  }
}
