package org.hilum.pacs.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A small PACS over a folder: C-ECHO, C-STORE, C-FIND, C-MOVE and C-GET of the study root model.
 * Made for demonstrations and tests; its index lives in memory.
 */
public final class DicomArchive implements AutoCloseable {

  /**
   * Indexes the folder and listens until closed.
   *
   * @param destinations the AE titles to which C-MOVE may send
   * @throws IOException if the port cannot be bound or the folder not be read
   */
  public DicomArchive(ServerConfig config, InstanceFolder folder, List<PacsNode> destinations)
      throws IOException {}

  /** Adds the instances of another folder, where they are, without copying them. */
  public void addFolder(Path folder) {
    throw new UnsupportedOperationException();
  }

  /** Lets C-MOVE send to this node, replacing one of the same AE title. */
  public void addDestination(PacsNode destination) {
    throw new UnsupportedOperationException();
  }

  public int port() {
    throw new UnsupportedOperationException();
  }

  public int instanceCount() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
