package org.hilum.validation.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.hilum.pacs.net.DicomTimeouts;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsNode;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;
import org.hilum.validation.csv.AccessionTable;
import org.hilum.validation.studies.PacsDownload;

/**
 * {@code validate fetch}: brings the studies of a list of accession numbers from a PACS into a
 * folder, on which {@code validate studies --format csv} then runs.
 */
public final class FetchCommand {

  /**
   * @param accessions a number a line
   * @param callingAe our AE title, which the PACS must know
   * @param data the folder to fill; what is there already is not fetched again
   */
  public record Options(
      Path accessions, PacsNode pacs, String callingAe, Path data, boolean lenient) {}

  /** Fetches; 0 when all studies are there, 2 when some are not. */
  public int run(Options options, PrintStream out, PrintStream err) {
    InputProblems problems = new InputProblems();
    try (PacsClient client =
        new PacsClient(options.callingAe(), options.pacs(), DicomTimeouts.defaults())) {
      new PacsDownload(client, new InstanceFolder(options.data()), err::println)
          .fetch(
              AccessionTable.read(options.accessions(), problems), options.accessions(), problems);
      out.println("Studies: " + options.data());
    } catch (InputException e) {
      return Ending.refused(e, problems, err);
    } catch (IOException e) {
      return Ending.unwritable(options.data(), e, err);
    }
    return Ending.of(problems, options.lenient(), err);
  }
}
