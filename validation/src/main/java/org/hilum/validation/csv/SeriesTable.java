package org.hilum.validation.csv;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;

/** A list of series, one a line, as LUNA16's {@code seriesuids.csv}; the header may be missing. */
public final class SeriesTable {

  private SeriesTable() {}

  /**
   * @return each series once
   * @throws InputException if the file as a whole cannot be used
   */
  public static List<String> read(Path file, InputProblems problems) {
    Map<String, Long> lines = new HashMap<>();
    new TableReader(file, List.of(Coordinates.SERIES), problems)
        .read(
            row -> {
              String series = SeriesIds.canonical(row.text(Coordinates.SERIES));
              Long before = lines.putIfAbsent(series, row.line());
              if (before != null) {
                throw new TableReader.RowException("the same series as line " + before);
              }
            });
    return lines.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }
}
