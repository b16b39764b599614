package org.hilum.pacs.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Finds a port that is free now, for a service whose peers must know it before it listens; the
 * toolkit itself takes 0 for "do not listen".
 */
public final class FreePort {

  private FreePort() {}

  /**
   * @param address on which the service will listen
   */
  public static int on(String address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return socket.getLocalPort();
    }
  }
}
