package org.hilum.model.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptimalAssignmentTest {

  @Test
  @DisplayName("The nearest pair gives way where that makes the whole shorter")
  void isNotGreedy() {
    assertThat(OptimalAssignment.of(new double[][] {{1, 2}, {2, 9}})).containsExactly(1, 0);
  }

  @Property(tries = 200)
  void isAsCheapAsTheBestOfAllPermutations(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int rows) {
    Random random = new Random(seed);
    int columns = rows + random.nextInt(3);
    double[][] cost = new double[rows][columns];
    for (double[] row : cost) {
      Arrays.setAll(row, i -> random.nextInt(20));
    }

    int[] assigned = OptimalAssignment.of(cost);

    assertThat(Arrays.stream(assigned).distinct().count()).isEqualTo(rows);
    double total = 0;
    for (int i = 0; i < rows; i++) {
      total += cost[i][assigned[i]];
    }
    assertThat(total).isEqualTo(best(cost, 0, new boolean[columns]));
  }

  private static double best(double[][] cost, int row, boolean[] taken) {
    if (row == cost.length) {
      return 0;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int column = 0; column < taken.length; column++) {
      if (!taken[column]) {
        taken[column] = true;
        best = Math.min(best, cost[row][column] + best(cost, row + 1, taken));
        taken[column] = false;
      }
    }
    return best;
  }

  @Test
  void needsAColumnForEveryRow() {
    assertThat(OptimalAssignment.of(new double[0][])).isEmpty();
    assertThatThrownBy(() -> OptimalAssignment.of(new double[][] {{1}, {2}}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
