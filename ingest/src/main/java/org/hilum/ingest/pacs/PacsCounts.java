package org.hilum.ingest.pacs;

import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;
import org.hilum.pacs.results.ResultSeries;

/** How much of a study a PACS holds. */
final class PacsCounts {

  private PacsCounts() {}

  /** The number of the study's instances, without the results that Hilum sent there. */
  static int withoutOurs(PacsClient client, String studyUid) throws PacsException {
    return client.countInstancesExcept(studyUid, ResultSeries.uidsOf(studyUid)).instances();
  }
}
