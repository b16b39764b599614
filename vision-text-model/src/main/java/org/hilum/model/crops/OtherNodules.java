package org.hilum.model.crops;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hilum.model.volume.CropMatcher;

/**
 * Finds a patient's other nodules in a nodule's crop, where their slices are the same. The table of
 * labels does not tell; the pixels do ({@link CropMatcher}).
 */
public final class OtherNodules {

  private OtherNodules() {}

  /** The same nodules, patient by patient, with the others that their crops show. */
  public static List<LidcNodule> mark(List<LidcNodule> nodules) {
    Map<String, List<LidcNodule>> patients =
        nodules.stream()
            .collect(groupingBy(nodule -> nodule.row().patient(), LinkedHashMap::new, toList()));
    return patients.values().stream().flatMap(OtherNodules::ofPatient).toList();
  }

  private static Stream<LidcNodule> ofPatient(List<LidcNodule> nodules) {
    List<CropMatcher> matchers = nodules.stream().map(nodule -> nodule.stack().matcher()).toList();
    List<List<BitSet>> others = new ArrayList<>();
    for (LidcNodule nodule : nodules) {
      others.add(Stream.generate(BitSet::new).limit(nodule.stack().count()).toList());
    }
    for (CropMatcher.Pair pair : CropMatcher.pairs(matchers)) {
      LidcNodule first = nodules.get(pair.first());
      LidcNodule second = nodules.get(pair.second());
      draw(second, pair.offset(), others.get(pair.first()));
      draw(first, pair.offset().reversed(), others.get(pair.second()));
    }
    List<LidcNodule> marked = new ArrayList<>();
    for (int i = 0; i < nodules.size(); i++) {
      LidcNodule nodule = nodules.get(i);
      marked.add(new LidcNodule(nodule.row(), nodule.stack(), nodule.readerBits(), others.get(i)));
    }
    return marked.stream();
  }

  /** Draws a nodule into another one's slices. */
  private static void draw(LidcNodule nodule, CropMatcher.Offset at, List<BitSet> slices) {
    int side = CropStack.SIDE;
    for (int from = 0; from < nodule.stack().count(); from++) {
      int slice = from + at.slices();
      if (slice < 0 || slice >= slices.size()) {
        continue;
      }
      byte[] bits = nodule.readerBits().get(from);
      for (int pixel = 0; pixel < bits.length; pixel++) {
        int column = pixel % side + at.columns();
        int row = pixel / side + at.rows();
        if (bits[pixel] != 0 && column >= 0 && row >= 0 && column < side && row < side) {
          slices.get(slice).set(row * side + column);
        }
      }
    }
  }
}
