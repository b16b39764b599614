package org.hilum.model.crops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.assess.LidcData;
import org.junit.jupiter.api.Test;

/** On three nodules of the archive, two of which lie in the same slices. */
class OtherNodulesTest {

  @Test
  void anotherNoduleIsDrawnWhereItLiesInTheSameSlices() {
    LidcNodule first = LidcData.nodule("LIDC-IDRI-0120/nodule-1");
    LidcNodule second = LidcData.nodule("LIDC-IDRI-0120/nodule-2");
    LidcNodule elsewhere = LidcData.nodule("LIDC-IDRI-0001/nodule-0");

    List<LidcNodule> marked = OtherNodules.mark(List.of(first, elsewhere, second));

    assertThat(marked)
        .extracting(LidcNodule::row)
        .containsExactlyInAnyOrder(first.row(), elsewhere.row(), second.row());
    LidcNodule firstMarked = of(marked, first);
    LidcNodule secondMarked = of(marked, second);
    assertThat(of(marked, elsewhere).others()).allMatch(BitSet::isEmpty);
    // Slice 2 of the second is slice 0 of the first, 29 columns and 3 rows further on.
    assertThat(firstMarked.others().get(0)).isEqualTo(moved(second.readerBits().get(2), 29, 3));
    assertThat(secondMarked.others().get(2)).isEqualTo(moved(first.readerBits().get(0), -29, -3));
    assertThat(firstMarked.others().get(0).isEmpty() && secondMarked.others().get(2).isEmpty())
        .isFalse();
    assertThat(secondMarked.others().get(0))
        .as("a slice that the other lacks")
        .matches(BitSet::isEmpty);
  }

  private static LidcNodule of(List<LidcNodule> nodules, LidcNodule nodule) {
    return nodules.stream().filter(n -> n.row().equals(nodule.row())).findFirst().orElseThrow();
  }

  private static BitSet moved(byte[] bits, int columns, int rows) {
    int side = CropStack.SIDE;
    BitSet moved = new BitSet();
    for (int row = Math.max(0, -rows); row < Math.min(side, side - rows); row++) {
      for (int column = Math.max(0, -columns); column < Math.min(side, side - columns); column++) {
        moved.set((row + rows) * side + column + columns, bits[row * side + column] != 0);
      }
    }
    return moved;
  }
}
