package org.hilum.model.crops;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hilum.model.FileTrouble;
import org.hilum.model.crops.NoduleRow.Split;

/** Reads and checks a labels file, {@code nodules.csv}. */
public final class NoduleTable {

  private static final List<String> COLUMNS =
      List.of(
          "patient",
          "nodule",
          "split",
          "slices",
          "readers",
          "labels_confident",
          "slice_spacing_mm",
          "pixel_spacing_mm_est",
          "diameter_mm");

  /** May be missing. */
  private static final String MANUFACTURER = "manufacturer";

  /** May be missing for {@link #read}. */
  private static final String SERIES_UID = "series_uid";

  private final Path file;
  private final Map<String, Integer> columnOf = new HashMap<>();

  private final List<String> needed = new ArrayList<>(COLUMNS);

  private NoduleTable(Path file) {
    this.file = file;
    Arrays.stream(Rating.values()).map(Rating::column).forEach(needed::add);
  }

  /**
   * @return the nodules in the file's order
   * @throws NoduleDataException if a column is missing or named twice, a value is out of range, a
   *     nodule is listed twice, or a patient stands in both splits
   */
  public static List<NoduleRow> read(Path file) {
    return new NoduleTable(file).rows();
  }

  /**
   * As {@link #read}, for whom the CTs matter that the nodules are of.
   *
   * @throws NoduleDataException also if the column of the series is missing
   */
  public static List<NoduleRow> readWithSeries(Path file) {
    NoduleTable table = new NoduleTable(file);
    table.needed.add(SERIES_UID);
    return table.rows();
  }

  private List<NoduleRow> rows() {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      return rows(reader);
    } catch (IOException e) {
      throw new NoduleDataException(
          "Labels " + file + " cannot be read: " + FileTrouble.inWords(e), e);
    }
  }

  private List<NoduleRow> rows(BufferedReader reader) throws IOException {
    String header = reader.readLine();
    if (header == null) {
      throw new NoduleDataException("Labels " + file + " are empty");
    }
    readHeader(header);
    List<NoduleRow> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Map<String, Split> splits = new HashMap<>();
    Map<String, String> patients = new HashMap<>();
    int line = 1;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      if (text.isBlank()) {
        continue;
      }
      NoduleRow row = row(text.split(",", -1), line);
      if (!seen.add(row.key())) {
        throw wrong(line, "nodule " + row.key() + " is listed twice");
      }
      Split earlier = splits.putIfAbsent(row.patient(), row.split());
      if (earlier != null && earlier != row.split()) {
        throw wrong(
            line,
            "patient " + row.patient() + " is in both splits, train and val; keep it in one only");
      }
      String other =
          row.seriesUid().isEmpty() ? null : patients.putIfAbsent(row.seriesUid(), row.patient());
      if (other != null && !other.equals(row.patient())) {
        throw wrong(
            line,
            "series %s is of patient %s and of patient %s; name a CT's patient once"
                .formatted(row.seriesUid(), other, row.patient()));
      }
      rows.add(row);
    }
    return List.copyOf(rows);
  }

  private void readHeader(String header) {
    String[] names = header.split(",", -1);
    for (int i = 0; i < names.length; i++) {
      String name = names[i].strip();
      boolean read = needed.contains(name) || name.equals(MANUFACTURER) || name.equals(SERIES_UID);
      if (read && columnOf.putIfAbsent(name, i) != null) {
        throw wrong(1, "two columns are named " + name + "; rename one");
      }
    }
    for (String name : needed) {
      if (!columnOf.containsKey(name)) {
        throw new NoduleDataException("Labels " + file + " lack the column " + name);
      }
    }
  }

  private NoduleRow row(String[] cells, int line) {
    String patient = name(cells, "patient", line);
    String nodule = name(cells, "nodule", line);
    Split split =
        switch (cell(cells, "split", line).toLowerCase(Locale.ROOT)) {
          case "train" -> Split.TRAIN;
          case "val" -> Split.VAL;
          default ->
              throw wrong(line, "split is '" + cell(cells, "split", line) + "', not train or val");
        };
    int slices = (int) number(cells, "slices", line, 1, 2000, -1);
    if (slices < 1) {
      throw wrong(line, "slices is empty");
    }
    int readers = (int) number(cells, "readers", line, 0, 99, 0);
    boolean confident = number(cells, "labels_confident", line, 0, 1, 0) == 1;
    return new NoduleRow(
        patient,
        nodule,
        split,
        slices,
        readers,
        confident,
        number(cells, "slice_spacing_mm", line, 0.1, 20, Double.NaN),
        number(cells, "pixel_spacing_mm_est", line, 0.1, 5, Double.NaN),
        number(cells, "diameter_mm", line, 0.1, 300, Double.NaN),
        optional(cells, MANUFACTURER, line),
        optional(cells, SERIES_UID, line),
        confident ? ratings(cells, line) : Map.of());
  }

  private Map<Rating, double[]> ratings(String[] cells, int line) {
    Map<Rating, double[]> ratings = new EnumMap<>(Rating.class);
    for (Rating rating : Rating.values()) {
      String text = cell(cells, rating.column(), line);
      if (text.isEmpty()) {
        continue;
      }
      String[] parts = text.split("/", -1);
      double[] values = new double[parts.length];
      for (int i = 0; i < parts.length; i++) {
        values[i] = parse(parts[i], rating.column(), line, 1, rating.highest());
      }
      ratings.put(rating, values);
    }
    return ratings;
  }

  /** A folder name within the archive: letters, digits, dots, dashes and underscores only. */
  private String name(String[] cells, String column, int line) {
    String text = cell(cells, column, line);
    if (!text.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")) {
      throw wrong(line, column + " '" + text + "' is not a plain name");
    }
    return text;
  }

  /** Empty where the table has no such column. */
  private String optional(String[] cells, String column, int line) {
    return columnOf.containsKey(column) ? cell(cells, column, line) : "";
  }

  private String cell(String[] cells, String column, int line) {
    Integer index = columnOf.get(column);
    if (index == null || index >= cells.length) {
      throw wrong(line, "it has %d cells, column %s is missing".formatted(cells.length, column));
    }
    return cells[index].strip();
  }

  private double number(
      String[] cells, String column, int line, double low, double high, double whenEmpty) {
    String text = cell(cells, column, line);
    return text.isEmpty() ? whenEmpty : parse(text, column, line, low, high);
  }

  private double parse(String text, String column, int line, double low, double high) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(line, column + " '" + text + "' is not a number");
    }
    if (!(value >= low && value <= high)) {
      throw wrong(
          line, "%s is %s, outside %s to %s".formatted(column, text, plain(low), plain(high)));
    }
    return value;
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private NoduleDataException wrong(int line, String what) {
    return new NoduleDataException("Labels %s, line %d: %s".formatted(file, line, what));
  }
}
