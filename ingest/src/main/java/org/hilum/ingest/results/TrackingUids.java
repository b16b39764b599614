package org.hilum.ingest.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hilum.model.NoduleFinding;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.DicomUids;

/**
 * The UIDs by which other systems know a nodule again. A nodule keeps the UID of its first analysis
 * when the same images are analysed again, whatever its number is then.
 */
public final class TrackingUids {

  /** Two analyses put the centre of one nodule this near, or within half its long axis. */
  private static final double NEAR_MM = 5;

  private TrackingUids() {}

  /** A nodule that an earlier analysis of the same series found. */
  public record Known(PatientPoint center, double longAxisMm, String trackingUid) {}

  /** The UID of a nodule that no earlier analysis found. */
  public static String first(String seriesInstanceUid, PatientPoint center) {
    return DicomUids.derive(
        String.format(
            Locale.ROOT,
            "%s/nodule/%.1f/%.1f/%.1f",
            seriesInstanceUid,
            center.xMm(),
            center.yMm(),
            center.zMm()));
  }

  /**
   * The UIDs of an analysis' findings, by their id: the nearest pairs first, each known nodule used
   * once.
   */
  public static Map<Integer, String> of(
      String seriesInstanceUid, List<NoduleFinding> findings, List<Known> known) {
    record Pair(NoduleFinding finding, Known known, double distanceMm) {}
    List<Pair> pairs = new ArrayList<>();
    for (NoduleFinding finding : findings) {
      for (Known each : known) {
        double distance = finding.center().distanceMmTo(each.center());
        double limit = Math.max(finding.longAxisMm(), each.longAxisMm()) / 2;
        if (distance <= Math.max(NEAR_MM, limit)) {
          pairs.add(new Pair(finding, each, distance));
        }
      }
    }
    pairs.sort(java.util.Comparator.comparingDouble(Pair::distanceMm));
    Map<Integer, String> uids = new HashMap<>();
    Set<String> used = new HashSet<>();
    for (Pair pair : pairs) {
      if (!uids.containsKey(pair.finding().id()) && used.add(pair.known().trackingUid())) {
        uids.put(pair.finding().id(), pair.known().trackingUid());
      }
    }
    for (NoduleFinding finding : findings) {
      uids.computeIfAbsent(finding.id(), id -> first(seriesInstanceUid, finding.center()));
    }
    return uids;
  }
}
