package org.hilum.model.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hilum.model.FileTrouble;
import org.hilum.model.volume.PatientPoint;

/**
 * A mark of the readers in a whole CT.
 *
 * @param readers how many of four outlined it as a nodule of 3 mm or more
 */
public record ReaderMark(PatientPoint center, double diameterMm, int readers) {

  private static final String COLUMNS = "seriesuid,coordX,coordY,coordZ,diameter_mm,readers";
  private static final int ENOUGH_READERS = 3;

  /** Whether enough readers agree that it is a nodule. */
  public boolean isNodule() {
    return readers >= ENOUGH_READERS;
  }

  /**
   * A table with the columns {@code seriesuid, coordX, coordY, coordZ, diameter_mm, readers}.
   *
   * @return the marks of each series
   * @throws IOException if it cannot be read or is damaged; the message names file and line
   */
  public static Map<String, List<ReaderMark>> read(Path table) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(table);
    } catch (IOException e) {
      throw new IOException(table + " cannot be read: " + FileTrouble.inWords(e), e);
    }
    if (lines.isEmpty() || !lines.get(0).strip().equals(COLUMNS)) {
      throw new IOException(table + " must begin with the columns " + COLUMNS);
    }
    Map<String, List<ReaderMark>> marks = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.strip().split(",");
      try {
        PatientPoint center =
            new PatientPoint(
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]));
        marks
            .computeIfAbsent(cells[0], s -> new ArrayList<>())
            .add(new ReaderMark(center, Double.parseDouble(cells[4]), Integer.parseInt(cells[5])));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new IOException(table + ": not a row of six columns: " + line, e);
      }
    }
    return marks;
  }
}
