package org.hilum.pacs.net;

import java.io.IOException;

/** Takes what peers send (C-STORE, C-ECHO) into a folder. Listens from construction to close. */
public final class DicomReceiver implements AutoCloseable {

  /**
   * @throws IOException if the port cannot be bound or the folder not be created
   */
  public DicomReceiver(ServerConfig config, InstanceFolder folder, InstanceListener listener)
      throws IOException {}

  /** The port it listens on. */
  public int port() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
