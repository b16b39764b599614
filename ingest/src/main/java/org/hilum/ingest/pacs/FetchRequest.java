package org.hilum.ingest.pacs;

/**
 * A study to be fetched.
 *
 * @param pacsAeTitle of the PACS that has it
 */
public record FetchRequest(String studyInstanceUid, String pacsAeTitle) {}
