package org.hilum.pacs.net;

import java.nio.file.Path;
import java.util.List;

/**
 * Asks one PACS: is it there, what does it hold, send it here, take this. Each call opens its own
 * association and closes it. Thread-safe.
 */
public final class PacsClient implements AutoCloseable {

  /**
   * @param callingAe our own AE title, which the PACS must know
   */
  public PacsClient(String callingAe, PacsNode node, DicomTimeouts timeouts) {}

  public PacsNode node() {
    throw new UnsupportedOperationException();
  }

  /** Asks whether the PACS is there and talks to us (C-ECHO). */
  public void echo() throws PacsException {
    throw new UnsupportedOperationException();
  }

  /** Lists the studies that match (C-FIND, study root). */
  public List<StudyMatch> findStudies(StudyQuery query) throws PacsException {
    throw new UnsupportedOperationException();
  }

  /** Lists the series of a study (C-FIND, study root). */
  public List<SeriesMatch> findSeries(String studyInstanceUid) throws PacsException {
    throw new UnsupportedOperationException();
  }

  /** Counts a study's instances, by the cheapest means that the PACS supports. */
  public InstanceCount countInstances(String studyInstanceUid) throws PacsException {
    throw new UnsupportedOperationException();
  }

  /**
   * Has the PACS send a study to an AE title that it knows (C-MOVE). Returns when the PACS is done.
   */
  public RetrieveResult moveStudy(String studyInstanceUid, String destinationAe)
      throws PacsException {
    throw new UnsupportedOperationException();
  }

  /** Fetches a study over the association that asks for it (C-GET). */
  public RetrieveResult getStudy(
      String studyInstanceUid, InstanceFolder folder, InstanceListener listener)
      throws PacsException {
    throw new UnsupportedOperationException();
  }

  /** Sends files to the PACS as they are (C-STORE). */
  public StoreResult store(List<Path> files) throws PacsException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
