package org.hilum.model.register;

import java.util.Arrays;

/**
 * One-to-one assignment of rows to columns with the least total cost: the Hungarian method with
 * potentials and shortest augmenting paths (Kuhn 1955, Jonker and Volgenant 1987), O(rows² ·
 * columns).
 */
final class OptimalAssignment {

  private OptimalAssignment() {}

  /**
   * @param cost a row each, finite; at least as many columns as rows
   * @return the column of each row
   */
  static int[] of(double[][] cost) {
    int rows = cost.length;
    int columns = rows == 0 ? 0 : cost[0].length;
    if (columns < rows) {
      throw new IllegalArgumentException(
          "%d rows cannot be assigned to %d columns".formatted(rows, columns));
    }
    double[] rowPotential = new double[rows + 1];
    double[] columnPotential = new double[columns + 1];
    // Column 0 stands for the row that is being assigned; rowOf is 0 where a column is free.
    int[] rowOf = new int[columns + 1];
    int[] cameFrom = new int[columns + 1];
    for (int row = 1; row <= rows; row++) {
      rowOf[0] = row;
      int at = 0;
      double[] shortest = new double[columns + 1];
      Arrays.fill(shortest, Double.POSITIVE_INFINITY);
      boolean[] done = new boolean[columns + 1];
      do {
        done[at] = true;
        int from = rowOf[at];
        double least = Double.POSITIVE_INFINITY;
        int next = 0;
        for (int column = 1; column <= columns; column++) {
          if (done[column]) {
            continue;
          }
          double reduced =
              cost[from - 1][column - 1] - rowPotential[from] - columnPotential[column];
          if (reduced < shortest[column]) {
            shortest[column] = reduced;
            cameFrom[column] = at;
          }
          if (shortest[column] < least) {
            least = shortest[column];
            next = column;
          }
        }
        for (int column = 0; column <= columns; column++) {
          if (done[column]) {
            rowPotential[rowOf[column]] += least;
            columnPotential[column] -= least;
          } else {
            shortest[column] -= least;
          }
        }
        at = next;
      } while (rowOf[at] != 0);
      while (at != 0) {
        int before = cameFrom[at];
        rowOf[at] = rowOf[before];
        at = before;
      }
    }
    int[] columnOf = new int[rows];
    for (int column = 1; column <= columns; column++) {
      if (rowOf[column] != 0) {
        columnOf[rowOf[column] - 1] = column - 1;
      }
    }
    return columnOf;
  }
}
