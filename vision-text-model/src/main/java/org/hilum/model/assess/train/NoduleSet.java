package org.hilum.model.assess.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.crops.Rating;

/**
 * The labelled nodules in memory, in parts by patient.
 *
 * @param fit to learn from
 * @param held a part of the training patients that is not learnt from but decides when to stop
 * @param val unseen in training
 */
record NoduleSet(List<LidcNodule> fit, List<LidcNodule> held, List<LidcNodule> val) {

  /** One training patient in so many is held back. */
  private static final int HELD_ONE_IN = 8;

  static NoduleSet read(Path labels, Path slices) {
    List<NoduleRow> rows = NoduleTable.read(labels);
    try (NoduleArchive archive = NoduleArchive.open(slices)) {
      List<LidcNodule> all = rows.stream().map(archive::read).toList();
      return new NoduleSet(
          all.stream().filter(n -> isTrain(n) && !isHeld(n)).toList(),
          all.stream().filter(n -> isTrain(n) && isHeld(n)).toList(),
          all.stream().filter(n -> !isTrain(n)).toList());
    }
  }

  private static boolean isTrain(LidcNodule nodule) {
    return nodule.row().split() == NoduleRow.Split.TRAIN;
  }

  private static boolean isHeld(LidcNodule nodule) {
    return Math.floorMod(fold(nodule.row().patient()), HELD_ONE_IN) == 0;
  }

  /** A number that depends on the patient alone and looks random. */
  static int fold(String patient) {
    int hash = patient.hashCode();
    hash ^= hash >>> 16;
    hash *= 0x45d9f3b;
    return hash ^ (hash >>> 16);
  }

  String counts() {
    return "nodules: %d to learn from, %d held, %d val; patients: %d, %d, %d"
        .formatted(
            fit.size(), held.size(), val.size(), patients(fit), patients(held), patients(val));
  }

  /** How much of the labels is missing, and their ranges, one line each. */
  List<String> quality() {
    List<NoduleRow> rows =
        Stream.of(fit, held, val).flatMap(List::stream).map(LidcNodule::row).toList();
    List<String> lines = new ArrayList<>();
    lines.add(
        "missing: ratings %.1f %%, diameter %.1f %%, pixel spacing %.1f %%, slice spacing %.1f %% of"
                .formatted(
                    missing(rows, r -> !r.ratings().isEmpty()),
                    missing(rows, r -> !Double.isNaN(r.diameterMm())),
                    missing(rows, r -> !Double.isNaN(r.pixelSpacingMm())),
                    missing(rows, r -> !Double.isNaN(r.sliceSpacingMm())))
            + " %d nodules".formatted(rows.size()));
    for (Rating rating : Rating.values()) {
      DoubleSummaryStatistics means =
          rows.stream().flatMapToDouble(r -> r.mean(rating).stream()).summaryStatistics();
      lines.add(
          "%s: %d nodules rated, readers' mean %.2f, from %.2f to %.2f"
              .formatted(
                  rating.column(),
                  means.getCount(),
                  means.getAverage(),
                  means.getMin(),
                  means.getMax()));
    }
    return lines;
  }

  private static double missing(List<NoduleRow> rows, Predicate<NoduleRow> has) {
    return rows.isEmpty() ? 0 : 100.0 * rows.stream().filter(has.negate()).count() / rows.size();
  }

  private static long patients(List<LidcNodule> nodules) {
    return nodules.stream().map(n -> n.row().patient()).distinct().count();
  }
}
