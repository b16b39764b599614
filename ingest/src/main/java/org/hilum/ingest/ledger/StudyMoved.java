package org.hilum.ingest.ledger;

import org.hilum.db.StudyStatus;

/**
 * A study moved on: an application event, published within the transaction that says so.
 *
 * @param detail one line: what is being done, or why it waits or ended
 * @param percent of the present step, 0 to 100
 */
public record StudyMoved(String studyInstanceUid, StudyStatus status, String detail, int percent) {}
