package org.hilum.validation.report;

import java.util.List;

/** Bands of diameter at the limits that guidelines act on (Fleischner 2017, Lung-RADS 2022). */
public final class SizeBand {

  private static final String UNKNOWN = "unknown";

  private SizeBand() {}

  static List<String> all() {
    return List.of("under 6 mm", "6 to 8 mm", "8 to 15 mm", "15 mm and more", UNKNOWN);
  }

  /** Lower limits belong to the band, upper ones do not. */
  public static String of(double diameterMm) {
    if (!(diameterMm >= 0)) {
      return UNKNOWN;
    }
    if (diameterMm < 6) {
      return "under 6 mm";
    }
    if (diameterMm < 8) {
      return "6 to 8 mm";
    }
    return diameterMm < 15 ? "8 to 15 mm" : "15 mm and more";
  }
}
