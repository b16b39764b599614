package org.hilum.validation.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;

/** A list of accession numbers, one a line; the header may be missing. */
public final class AccessionTable {

  private static final Column ACCESSION =
      Column.required("accession", "accessionnumber", "accession_no");

  private AccessionTable() {}

  /**
   * @return each number once
   * @throws InputException if the file as a whole cannot be used
   */
  public static List<Located<String>> read(Path file, InputProblems problems) {
    Map<String, Long> seen = new HashMap<>();
    List<Located<String>> numbers = new ArrayList<>();
    new TableReader(file, List.of(ACCESSION), problems)
        .read(
            row -> {
              String number = row.text(ACCESSION);
              if (number.isEmpty()) {
                throw new TableReader.RowException("the accession number is missing");
              }
              Long before = seen.putIfAbsent(number, row.line());
              if (before != null) {
                throw new TableReader.RowException("the same number as line " + before);
              }
              numbers.add(new Located<>(number, row.line()));
            });
    return numbers;
  }
}
