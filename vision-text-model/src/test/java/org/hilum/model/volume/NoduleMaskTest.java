package org.hilum.model.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class NoduleMaskTest {

  /** All voxels of a box. */
  private static NoduleMask box(int column, int row, int slice, int columns, int rows, int slices) {
    BitSet bits = new BitSet();
    bits.set(0, columns * rows * slices);
    return new NoduleMask(column, row, slice, columns, rows, slices, bits);
  }

  private static void assertCoincide(NoduleMask a, NoduleMask b, boolean expected) {
    assertThat(a.mostlyCoincidesWith(b)).isEqualTo(expected);
    assertThat(b.mostlyCoincidesWith(a)).isEqualTo(expected);
  }

  @Test
  void coincidesWithItself() {
    assertCoincide(box(5, 6, 7, 4, 3, 2), box(5, 6, 7, 4, 3, 2), true);
  }

  @Test
  void coincidesWhereHalfOfTheSmallerOneLiesInTheOtherAndNotWhereLessDoes() {
    NoduleMask large = box(10, 10, 10, 8, 8, 8);

    assertCoincide(large, box(17, 12, 12, 2, 4, 3), true);
    assertCoincide(large, box(17, 12, 12, 3, 4, 3), false);
    assertCoincide(large, box(12, 16, 12, 3, 4, 2), true);
    assertCoincide(large, box(12, 12, 17, 3, 2, 3), false);
  }

  @Test
  void voxelsCountAndNotBoxes() {
    BitSet corner = new BitSet();
    corner.set(0);
    NoduleMask single = new NoduleMask(10, 10, 10, 8, 8, 8, corner);

    assertCoincide(single, box(11, 10, 10, 7, 8, 8), false);
    assertCoincide(single, box(10, 10, 10, 1, 1, 1), true);
  }

  @Test
  void noVoxelsCoincideWithNothing() {
    NoduleMask none = new NoduleMask(10, 10, 10, 8, 8, 8, new BitSet());

    assertCoincide(none, box(10, 10, 10, 8, 8, 8), false);
    assertCoincide(none, none, false);
  }
}
