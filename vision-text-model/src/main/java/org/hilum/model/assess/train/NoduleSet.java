package org.hilum.model.assess.train;

import java.nio.file.Path;
import java.util.List;
import org.hilum.model.assess.data.LidcNodule;
import org.hilum.model.assess.data.NoduleArchive;
import org.hilum.model.assess.data.NoduleRow;
import org.hilum.model.assess.data.NoduleTable;

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

  private static long patients(List<LidcNodule> nodules) {
    return nodules.stream().map(n -> n.row().patient()).distinct().count();
  }
}
