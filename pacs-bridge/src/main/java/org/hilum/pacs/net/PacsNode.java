package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

/** Where a DICOM peer listens. */
public record PacsNode(String aeTitle, String host, int port) {

  public PacsNode {
    AeTitles.requireValid(aeTitle);
    requireNonNull(host, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host of a DICOM node must not be blank");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port %d is not between 1 and 65535".formatted(port));
    }
  }

  /** As in messages and logs: {@code ORTHANC@127.0.0.1:4242}. */
  @Override
  public String toString() {
    return aeTitle + "@" + host + ":" + port;
  }
}
