package org.hilum.pacs.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds a port for a service that may take any; the toolkit itself takes 0 for "do not listen". */
final class FreePort {

  private FreePort() {}

  static int on(String address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return socket.getLocalPort();
    }
  }
}
