package org.hilum.db;

/** What a radiologist makes of a finding. */
public enum FindingDecision {
  ACCEPTED,
  /** No nodule, or not worth telling: it is left out of the report and of all that is sent. */
  REJECTED
}
