package org.hilum.validation.csv;

import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.csv.TableReader.Row;
import org.hilum.validation.csv.TableReader.RowException;

/** The columns that LUNA16's tables share. Millimetres, patient axes (LPS). */
final class Coordinates {

  static final Column SERIES =
      Column.required("seriesuid", "seriesinstanceuid", "series", "scan", "pid", "id");
  static final Column X = Column.required("coordX", "x", "centerX", "xmm");
  static final Column Y = Column.required("coordY", "y", "centerY", "ymm");
  static final Column Z = Column.required("coordZ", "z", "centerZ", "zmm");

  /** No scanner's table is longer, wherever its origin lies. */
  private static final double MAX_MM = 10_000;

  private Coordinates() {}

  static PatientPoint of(Row row) {
    return new PatientPoint(millimetres(row, X), millimetres(row, Y), millimetres(row, Z));
  }

  private static double millimetres(Row row, Column column) {
    double value = row.number(column);
    if (Math.abs(value) > MAX_MM) {
      throw new RowException(
          "%s %s mm lies outside any scanner: other units, or swapped columns?"
              .formatted(column.name(), row.text(column)));
    }
    return value;
  }
}
