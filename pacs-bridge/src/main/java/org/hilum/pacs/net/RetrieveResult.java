package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a C-MOVE or C-GET ended.
 *
 * @param completed instances sent without complaint
 * @param warnings instances sent, with a warning
 * @param failed instances that could not be sent
 * @param failedInstanceUids those of them that the PACS named
 * @param status the final status in words, for logs
 */
public record RetrieveResult(
    int completed, int warnings, int failed, List<String> failedInstanceUids, String status) {

  public RetrieveResult {
    failedInstanceUids = List.copyOf(failedInstanceUids);
    requireNonNull(status, "status");
  }

  public boolean complete() {
    return failed == 0;
  }
}
