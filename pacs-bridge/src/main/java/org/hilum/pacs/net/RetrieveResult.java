package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a C-MOVE or C-GET ended.
 *
 * @param completed instances sent without complaint
 * @param warnings instances sent, with a warning
 * @param failed instances that could not be sent
 * @param remaining instances that were not tried any more
 * @param ended whether the PACS went through all that there is to send; false where it broke off,
 *     was told to stop, or does not say how many failed
 * @param failedInstanceUids those that failed, as far as the PACS named them
 * @param status the final status in words, for logs
 */
public record RetrieveResult(
    int completed,
    int warnings,
    int failed,
    int remaining,
    boolean ended,
    List<String> failedInstanceUids,
    String status) {

  public RetrieveResult {
    failedInstanceUids = List.copyOf(failedInstanceUids);
    requireNonNull(status, "status");
  }

  /** How many instances were sent, with a warning or without. */
  public int sent() {
    return completed + warnings;
  }

  public boolean complete() {
    return ended && failed == 0 && remaining == 0;
  }
}
