package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ElasticTest {

  private static final int SIZE = 64;

  @Test
  void findsWhereAPlaceIsShown() {
    SplittableRandom random = new SplittableRandom(3);
    for (int field = 0; field < 20; field++) {
      Elastic elastic = Elastic.random(SIZE, 8, random);
      double[] voxel = {random.nextDouble(63), random.nextDouble(63), random.nextDouble(63)};
      double[] shift = shift(elastic, voxel);
      double[] place = {voxel[0] + shift[0], voxel[1] + shift[1], voxel[2] + shift[2]};
      double[] shown = elastic.shownAt(place, SIZE);
      for (int axis = 0; axis < 3; axis++) {
        assertThat(shown[axis]).isCloseTo(voxel[axis], within(0.05));
      }
    }
  }

  @Test
  void bendsSmoothlyAndFoldsNothing() {
    SplittableRandom random = new SplittableRandom(4);
    double squares = 0;
    double steepest = 0;
    int count = 0;
    for (int field = 0; field < 20; field++) {
      Elastic elastic = Elastic.random(SIZE, 8, random);
      for (double x = 0; x < SIZE - 1; x += 0.5) {
        double[] here = shift(elastic, new double[] {x, 20, 40});
        double[] next = shift(elastic, new double[] {x + 0.5, 20, 40});
        steepest = Math.max(steepest, Math.abs(next[0] - here[0]) / 0.5);
        squares += here[0] * here[0];
        count++;
      }
    }
    assertThat(Math.sqrt(squares / count)).isBetween(1.5, 4.0);
    assertThat(steepest).isBetween(0.1, 0.9);
  }

  @Test
  void leavesAWindowAsItIsWhenItDoesNothing() {
    assertThat(shift(Elastic.NONE, new double[] {10, 20, 30})).containsExactly(0, 0, 0);
    assertThat(Elastic.NONE.shownAt(new double[] {10, -20, 90}, SIZE)).containsExactly(10, -20, 90);
  }

  private static double[] shift(Elastic elastic, double[] voxel) {
    Elastic.Row row = elastic.new Row();
    double[] by = new double[3];
    row.at(voxel[1], voxel[2]);
    row.shift(voxel[0], by);
    return by;
  }
}
