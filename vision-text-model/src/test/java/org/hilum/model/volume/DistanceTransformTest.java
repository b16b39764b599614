package org.hilum.model.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistanceTransformTest {

  private static final int COLUMNS = 13;
  private static final int ROWS = 11;
  private static final int SLICES = 9;
  private static final double[] SPACING_MM = {1, 1.5, 2.5};
  private static final double RADIUS_MM = 3.2;

  private final DistanceTransform distances =
      new DistanceTransform(COLUMNS, ROWS, SLICES, SPACING_MM);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20, 200})
  void grows_and_closes_as_a_ball_does(int cells) {
    boolean[] mask = new boolean[COLUMNS * ROWS * SLICES];
    SplittableRandom random = new SplittableRandom(cells);
    for (int i = 0; i < cells; i++) {
      mask[random.nextInt(mask.length)] = true;
    }
    boolean[] grown = reached(mask, true);
    boolean[] fromOutside = reached(grown, false);
    boolean[] closed = new boolean[mask.length];
    for (int i = 0; i < closed.length; i++) {
      closed[i] = mask[i] || !fromOutside[i];
    }

    assertThat(distances.grow(mask, RADIUS_MM)).isEqualTo(grown);
    assertThat(distances.close(mask, RADIUS_MM)).isEqualTo(closed);
  }

  @Test
  void of_nothing_grows_nothing() {
    boolean[] nothing = new boolean[COLUMNS * ROWS * SLICES];

    assertThat(distances.grow(nothing, RADIUS_MM)).isEqualTo(nothing);
    assertThat(distances.close(nothing, RADIUS_MM)).isEqualTo(nothing);
  }

  /** Whether a cell of this value lies within the radius, by looking at all of them. */
  private static boolean[] reached(boolean[] mask, boolean value) {
    boolean[] reached = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      int from = i;
      reached[i] =
          IntStream.range(0, mask.length)
              .anyMatch(to -> mask[to] == value && distanceMm(from, to) <= RADIUS_MM);
    }
    return reached;
  }

  private static double distanceMm(int from, int to) {
    double columns = (from % COLUMNS - to % COLUMNS) * SPACING_MM[0];
    double rows = (from / COLUMNS % ROWS - to / COLUMNS % ROWS) * SPACING_MM[1];
    double slices = (from / (COLUMNS * ROWS) - to / (COLUMNS * ROWS)) * SPACING_MM[2];
    return Math.sqrt(columns * columns + rows * rows + slices * slices);
  }
}
