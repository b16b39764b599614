package org.hilum.ingest.pacs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.study.StudyStore;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;
import org.hilum.pacs.net.RetrieveResult;

/** Fetches a study from a PACS and counts what arrived against what the PACS says it has. */
public final class StudyRetriever {

  private final PacsNodes nodes;
  private final PacsProperties properties;
  private final InstanceFolder folder;
  private final StudyStore store;
  private final Arrivals arrivals;
  private final StudyLedger ledger;

  public StudyRetriever(
      PacsNodes nodes,
      PacsProperties properties,
      InstanceFolder folder,
      StudyStore store,
      Arrivals arrivals,
      StudyLedger ledger) {
    this.nodes = nodes;
    this.properties = properties;
    this.folder = folder;
    this.store = store;
    this.arrivals = arrivals;
    this.ledger = ledger;
  }

  /**
   * Fetches the study, unless all of it is here.
   *
   * @throws PacsException if the PACS does not do as asked
   * @throws IncompleteStudyException if less arrived than the PACS has, or the disk is full
   */
  public void retrieve(String studyUid, String pacsAeTitle)
      throws PacsException, IncompleteStudyException {
    PacsClient client = nodes.byAeTitle(pacsAeTitle);
    int expected = PacsCounts.withoutOurs(client, studyUid);
    ledger.retrieving(studyUid, pacsAeTitle, expected);
    int received = store.study(studyUid).size();
    if (received < expected) {
      requireSpace(studyUid);
      RetrieveResult result = fetch(client, studyUid, expected);
      received = store.study(studyUid).size();
      if (received < expected) {
        throw new IncompleteStudyException(
            "Study %s: %d of %d instances arrived from %s (%s); check the disk space here and that the PACS may send to %s"
                .formatted(
                    studyUid,
                    received,
                    expected,
                    client.node(),
                    result.status(),
                    properties.aeTitle()));
      }
    }
    ledger.received(studyUid, pacsAeTitle, received, expected);
  }

  /**
   * Our receiver would refuse every instance; the PACS could only say that something went wrong.
   */
  private void requireSpace(String studyUid) throws IncompleteStudyException {
    try {
      Path root = Files.createDirectories(folder.root());
      long freeBytes = Files.getFileStore(root).getUsableSpace();
      if (freeBytes < folder.minFreeBytes()) {
        throw new IncompleteStudyException(
            "Study %s: not fetched, as only %d MB are free in %s; free some disk space (hilum.pacs.min-free is %d MB)"
                .formatted(studyUid, freeBytes >> 20, root, properties.minFree().toMegabytes()));
      }
    } catch (IOException e) {
      throw new IncompleteStudyException(
          "Study %s: not fetched, as the study store cannot be written (%s); check its disk"
              .formatted(studyUid, e.getMessage()));
    }
  }

  private RetrieveResult fetch(PacsClient client, String studyUid, int expected)
      throws PacsException {
    try (Arrivals.Expectation expectation =
        arrivals.expect(studyUid, count -> report(studyUid, count, expected))) {
      return switch (properties.retrieve()) {
        case MOVE -> client.moveStudy(studyUid, properties.aeTitle());
        case GET -> client.getStudy(studyUid, folder, expectation);
      };
    }
  }

  private void report(String studyUid, int count, int expected) {
    int percent = expected == 0 ? 0 : Math.min(100, 100 * count / expected);
    ledger.progress(
        studyUid, StudyStatus.RETRIEVING, "%d of %d instances".formatted(count, expected), percent);
  }
}
