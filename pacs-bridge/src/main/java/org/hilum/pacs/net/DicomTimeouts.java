package org.hilum.pacs.net;

import java.time.Duration;

/**
 * How long to wait for a peer. Every wait on the network is bounded by one of these.
 *
 * @param connect for the TCP connection
 * @param association for the answer to an association request, and for a new peer's request
 * @param response for the answer to a request
 * @param retrieve between two pending answers of a C-MOVE or C-GET
 * @param idle how long an association may be silent, also in the middle of a message
 */
public record DicomTimeouts(
    Duration connect, Duration association, Duration response, Duration retrieve, Duration idle) {

  public DicomTimeouts {
    requirePositive("connect", connect);
    requirePositive("association", association);
    requirePositive("response", response);
    requirePositive("retrieve", retrieve);
    requirePositive("idle", idle);
  }

  /** 5 s to connect, 10 s to associate, 60 s for an answer, 120 s in a retrieval, 60 s idle. */
  public static DicomTimeouts defaults() {
    return new DicomTimeouts(
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(120),
        Duration.ofSeconds(60));
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero() || value.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the %s time-out must be positive and under 24 days, not %s".formatted(name, value));
    }
  }
}
