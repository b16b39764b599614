package org.hilum.validation.studies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;
import org.hilum.pacs.net.RetrieveResult;
import org.hilum.pacs.net.StudyMatch;
import org.hilum.pacs.net.StudyQuery;
import org.hilum.validation.InputProblems;
import org.hilum.validation.csv.Located;

/**
 * Fetches the studies of a list of accession numbers from a PACS (C-FIND, C-GET) into a folder. A
 * study that was fetched whole is not fetched again.
 */
public final class PacsDownload {

  /** Value representation SH: 16 characters; what would search for more than one is refused. */
  private static final Pattern ACCESSION = Pattern.compile("[^\\\\*?\\p{Cntrl}]{1,16}");

  private static final String COMPLETE = "complete";

  private final PacsClient pacs;
  private final InstanceFolder folder;
  private final Consumer<String> progress;

  /**
   * @param progress told a line an accession number
   */
  public PacsDownload(PacsClient pacs, InstanceFolder folder, Consumer<String> progress) {
    this.pacs = pacs;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Fetches what is not here yet.
   *
   * @param list the file that the numbers come from, for naming what is wrong
   * @param problems numbers that the PACS does not know, and studies that did not come whole
   * @throws IOException if the folder cannot be written
   */
  public void fetch(List<Located<String>> accessionNumbers, Path list, InputProblems problems)
      throws IOException {
    int done = 0;
    for (Located<String> accession : accessionNumbers) {
      String outcome = "not fetched";
      try {
        outcome = fetch(accession.value());
      } catch (PacsException | IllegalArgumentException e) {
        problems.add(list.toString(), accession.line(), String.valueOf(e.getMessage()));
      }
      done++;
      progress.accept(
          "%d/%d accession %s: %s"
              .formatted(done, accessionNumbers.size(), accession.value(), outcome));
    }
  }

  /**
   * @throws IllegalArgumentException in one line, if the number is none, nobody knows it, or its
   *     study did not come whole
   */
  private String fetch(String accession) throws PacsException, IOException {
    if (!ACCESSION.matcher(accession).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no accession number (1 to 16 characters, no * ? \\)".formatted(accession));
    }
    List<StudyMatch> matches =
        pacs.findStudies(new StudyQuery(null, null, null, accession, null, null)).stream()
            .filter(match -> accession.equals(match.accessionNumber()))
            .toList();
    if (matches.isEmpty()) {
      throw new IllegalArgumentException(
          "%s knows no study with accession number %s".formatted(pacs.node(), accession));
    }
    int fetched = 0;
    for (StudyMatch match : matches) {
      fetched += fetchStudy(match.studyInstanceUid());
    }
    return fetched == 0 ? "already here" : fetched + " instances";
  }

  private int fetchStudy(String studyInstanceUid) throws PacsException, IOException {
    Path marker = folder.studyFolder(studyInstanceUid).resolve(COMPLETE);
    if (Files.exists(marker)) {
      return 0;
    }
    RetrieveResult result = pacs.getStudy(studyInstanceUid, folder, (instance, ae) -> {});
    if (!result.complete() || result.sent() == 0) {
      throw new IllegalArgumentException(
          "study %s came with %d instances, %d failed, %d were not sent (%s); run again to fetch the rest"
              .formatted(
                  studyInstanceUid,
                  result.sent(),
                  result.failed(),
                  result.remaining(),
                  result.status()));
    }
    Files.createFile(marker);
    return result.sent();
  }
}
