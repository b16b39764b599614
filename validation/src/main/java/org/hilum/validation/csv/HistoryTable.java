package org.hilum.validation.csv;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;

/** Histories in free text, Chinese or English: {@code seriesuid,history}. */
public final class HistoryTable {

  private static final Column HISTORY = Column.required("history", "clinical_history");

  private HistoryTable() {}

  /**
   * @return the texts by series
   * @throws InputException if the file as a whole cannot be used
   */
  public static Map<String, String> read(Path file, InputProblems problems) {
    Map<String, String> histories = new LinkedHashMap<>();
    new TableReader(file, List.of(Coordinates.SERIES, HISTORY), problems)
        .read(
            row -> {
              String series = SeriesIds.canonical(row.text(Coordinates.SERIES));
              String before = histories.putIfAbsent(series, row.text(HISTORY));
              if (before != null) {
                throw new TableReader.RowException("a second history of the same series");
              }
            });
    return histories;
  }
}
