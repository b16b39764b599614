package org.hilum.validation.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.TableReader.RowException;

/**
 * Labelled places in LUNA16's format, {@code seriesuid,coordX,coordY,coordZ,diameter_mm}; further
 * columns are passed over. A missing or negative diameter means that nobody measured it; so do
 * {@code NA}, as R writes it, and, named as a problem, {@code NaN}.
 */
public final class AnnotationTable {

  private static final Column DIAMETER = Column.optional("diameter_mm", "diameter");
  private static final Column MALIGNANCY = Column.optional("malignancy", "malignant");
  private static final Column TEXTURE = Column.optional("texture", "nodule_type");
  private static final double MAX_DIAMETER_MM = 300;
  private static final double NOT_MEASURED = -1;

  private AnnotationTable() {}

  /**
   * A nodule and, as they stand in the table, its further labels; empty where it gives none.
   *
   * @param malignancy a label or ratings
   * @param texture a word or a rating
   */
  public record Row(ReferenceFinding finding, String malignancy, String texture) {}

  /**
   * Reads the nodules to be found.
   *
   * @throws InputException if the file as a whole cannot be used
   */
  public static List<Located<ReferenceFinding>> read(Path file, InputProblems problems) {
    return findings(read(file, problems, false, List.of()));
  }

  /**
   * Reads the nodules to be found with what else the table says of them.
   *
   * @throws InputException if the file as a whole cannot be used
   */
  public static List<Located<Row>> readRows(Path file, InputProblems problems) {
    return read(file, problems, false, List.of(MALIGNANCY, TEXTURE));
  }

  /**
   * Reads findings that count neither way. Here a place named twice or a diameter of 0 does no
   * harm, and LUNA16's own table has such rows, so that they are passed over in silence.
   *
   * @throws InputException if the file as a whole cannot be used
   */
  public static List<Located<ReferenceFinding>> readExcluded(Path file, InputProblems problems) {
    return findings(read(file, problems, true, List.of()));
  }

  private static List<Located<ReferenceFinding>> findings(List<Located<Row>> rows) {
    return rows.stream().map(row -> new Located<>(row.value().finding(), row.line())).toList();
  }

  private static List<Located<Row>> read(
      Path file, InputProblems problems, boolean excluded, List<Column> further) {
    List<Column> columns =
        new ArrayList<>(
            List.of(Coordinates.SERIES, Coordinates.X, Coordinates.Y, Coordinates.Z, DIAMETER));
    columns.addAll(further);
    Map<String, Long> seen = new HashMap<>();
    List<Located<Row>> findings = new ArrayList<>();
    new TableReader(file, columns, problems)
        .read(
            row -> {
              String series = SeriesIds.canonical(row.text(Coordinates.SERIES));
              PatientPoint center = Coordinates.of(row);
              double diameterMm = row.number(DIAMETER);
              if (diameterMm > MAX_DIAMETER_MM) {
                throw new RowException(
                    "diameter_mm %s is no nodule's: swapped columns, or other units?"
                        .formatted(row.text(DIAMETER)));
              }
              if (!excluded && diameterMm < 0 && diameterMm != NOT_MEASURED) {
                problems.add(
                    file.toString(),
                    row.line(),
                    "diameter_mm %s is negative (swapped columns?); taken as unknown, 10 mm"
                        .formatted(row.text(DIAMETER)));
              }
              if (!excluded && row.text(DIAMETER).equalsIgnoreCase("nan")) {
                problems.add(
                    file.toString(),
                    row.line(),
                    "diameter_mm %s is no number; taken as unknown, 10 mm (leave it empty if nobody"
                            .formatted(row.text(DIAMETER))
                        + " measured it)");
              }
              if (!excluded && diameterMm == 0) {
                problems.add(
                    file.toString(),
                    row.line(),
                    "diameter_mm is 0: by LUNA16's rule no mark can hit it; leave it empty if"
                        + " nobody measured it");
              }
              Long before = seen.putIfAbsent(series + center, row.line());
              if (before != null && excluded) {
                return;
              }
              if (before != null) {
                throw new RowException("the same place as line " + before);
              }
              findings.add(
                  new Located<>(
                      new Row(
                          new ReferenceFinding(series, center, diameterMm),
                          row.text(MALIGNANCY),
                          row.text(TEXTURE)),
                      row.line()));
            });
    return findings;
  }
}
