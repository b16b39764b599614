package org.hilum.validation.lidc;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** One file of LIDC's: the readings of one CT series. */
public record LidcReadMessage(String seriesInstanceUid, List<LidcReading> readings) {

  public LidcReadMessage {
    requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    readings = List.copyOf(readings);
  }
}
