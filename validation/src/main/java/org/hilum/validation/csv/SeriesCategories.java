package org.hilum.validation.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;

/** A Lung-RADS category a series, {@code seriesuid,lungrads}. */
public final class SeriesCategories {

  private static final Column CATEGORY = Column.required("lungrads", "lung-rads", "category");

  private SeriesCategories() {}

  /**
   * @param category as it stands in the table
   */
  public record Row(String seriesInstanceUid, String category) {}

  /**
   * @return a row a series
   * @throws InputException if the file as a whole cannot be used
   */
  public static List<Located<Row>> read(Path file, InputProblems problems) {
    Map<String, Long> seen = new HashMap<>();
    List<Located<Row>> rows = new ArrayList<>();
    new TableReader(file, List.of(Coordinates.SERIES, CATEGORY), problems)
        .read(
            row -> {
              String series = SeriesIds.canonical(row.text(Coordinates.SERIES));
              Long before = seen.putIfAbsent(series, row.line());
              if (before != null) {
                throw new TableReader.RowException("the same series as line " + before);
              }
              rows.add(new Located<>(new Row(series, row.text(CATEGORY)), row.line()));
            });
    return rows;
  }
}
