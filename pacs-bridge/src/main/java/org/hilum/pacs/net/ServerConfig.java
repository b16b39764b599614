package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * How one of our DICOM services listens.
 *
 * @param bindAddress 127.0.0.1 unless other machines are to reach it
 * @param port 0 for any free one
 * @param acceptedCallingAes AE titles that may connect; empty lets every one in
 * @param maxAssociations how many may be open at once
 */
public record ServerConfig(
    String aeTitle,
    String bindAddress,
    int port,
    Set<String> acceptedCallingAes,
    int maxAssociations,
    DicomTimeouts timeouts) {

  public ServerConfig {
    AeTitles.requireValid(aeTitle);
    requireNonNull(bindAddress, "bindAddress");
    acceptedCallingAes = Set.copyOf(acceptedCallingAes);
    acceptedCallingAes.forEach(AeTitles::requireValid);
    requireNonNull(timeouts, "timeouts");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port %d is not between 0 and 65535".formatted(port));
    }
    if (maxAssociations < 1) {
      throw new IllegalArgumentException(
          "at least 1 association must be allowed, not %d".formatted(maxAssociations));
    }
  }

  /** On 127.0.0.1, open to every calling AE title of this machine, 16 associations. */
  public static ServerConfig local(String aeTitle, int port) {
    return new ServerConfig(aeTitle, "127.0.0.1", port, Set.of(), 16, DicomTimeouts.defaults());
  }
}
