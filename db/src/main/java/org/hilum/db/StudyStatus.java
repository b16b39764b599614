package org.hilum.db;

/** How far a study has come. */
public enum StudyStatus {
  /** Known to the PACS, not asked for yet, or still arriving there. */
  WAITING,
  /** On its way from the PACS. */
  RETRIEVING,
  /** All its instances are here. */
  RECEIVED,
  /** In the queue for the model. */
  QUEUED,
  ANALYSING,
  /** Its report is drafted, and waits for a radiologist until it is signed. */
  READY,
  /** The model would not judge it; the detail says why. */
  REFUSED,
  /** Something broke; a dead letter holds what. */
  FAILED
}
