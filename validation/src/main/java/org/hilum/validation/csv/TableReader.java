package org.hilum.validation.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.hilum.model.FileTrouble;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table row by row: comma, tab or semicolon as its first line shows, UTF-8 with or without
 * a byte order mark. A row that is wrong becomes a problem and the rest is read.
 */
public final class TableReader {

  private static final int MAX_LINE_CHARS = 1 << 16;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[+-]?\\d+,\\d+([eE][+-]?\\d{1,3})?");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\uFFFD]+");
  private static final int MAX_SHOWN_CHARS = 120;

  private final Path file;
  private final List<Column> columns;
  private final InputProblems problems;
  private final Map<Column, Integer> positions = new HashMap<>();
  private int fields;

  /** Whether a comma in a number can only be the decimal sign, since it does not part fields. */
  private boolean decimalCommas;

  private boolean toldOfDecimalCommas;

  /**
   * @param columns in the order they stand in where the file has no header
   * @param problems what is wrong with single rows goes here
   */
  public TableReader(Path file, List<Column> columns, InputProblems problems) {
    this.file = file;
    this.columns = List.copyOf(columns);
    this.problems = problems;
  }

  /**
   * @throws InputException if the file cannot be read, is empty, or lacks a required column
   */
  public void read(Consumer<Row> rows) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      CSVFormat format = null;
      long number = 0;
      for (String line = line(in); line != null; line = line(in)) {
        number++;
        if (number == 1 && line.startsWith("\uFEFF")) {
          line = line.substring(1);
        }
        if (line.isBlank()) {
          continue;
        }
        boolean first = format == null;
        if (line.length() > MAX_LINE_CHARS
            || line.indexOf('\0') >= 0
            || (first && CONTROL.matcher(line).find())) {
          throw fatal(number, "not a table of text lines; give a CSV file in UTF-8");
        }
        if (format == null) {
          format = format(line);
          decimalCommas = !format.getDelimiterString().equals(",");
        }
        List<String> values = split(format, line, number);
        if (values == null || (first && isHeader(values, number))) {
          continue;
        }
        row(values, number, rows);
      }
      if (format == null) {
        throw fatal(0, "is empty");
      }
    } catch (IOException e) {
      throw new InputException(
          new InputProblem(file.toString(), 0, "cannot be read: " + FileTrouble.inWords(e)), e);
    }
  }

  /** A line without its end; longer than {@link #MAX_LINE_CHARS} it is cut just past that. */
  private static @Nullable String line(Reader in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n' && line.length() <= MAX_LINE_CHARS) {
      line.append((char) c);
      c = in.read();
    }
    if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
    return line.toString();
  }

  private static CSVFormat format(String firstLine) {
    char delimiter = ',';
    for (char candidate : new char[] {'\t', ';'}) {
      if (firstLine.indexOf(candidate) >= 0) {
        delimiter = candidate;
        break;
      }
    }
    return CSVFormat.Builder.create()
        .setDelimiter(delimiter)
        .setIgnoreSurroundingSpaces(true)
        .setQuote('"')
        .get();
  }

  private @Nullable List<String> split(CSVFormat format, String line, long number) {
    if (line.indexOf('"') < 0) {
      // The usual case, much faster: nothing is quoted.
      return unquoted(line, format.getDelimiterString().charAt(0));
    }
    try (CSVParser parser = CSVParser.parse(new StringReader(line), format)) {
      for (CSVRecord record : parser) {
        return record.stream().map(String::strip).toList();
      }
    } catch (IOException | RuntimeException e) {
      problems.add(file.toString(), number, "a quotation mark is not closed; row left out");
    }
    return null;
  }

  private static List<String> unquoted(String line, char delimiter) {
    List<String> values = new ArrayList<>();
    int start = 0;
    for (int end = line.indexOf(delimiter); end >= 0; end = line.indexOf(delimiter, start)) {
      values.add(line.substring(start, end).strip());
      start = end + 1;
    }
    values.add(line.substring(start).strip());
    return values;
  }

  private boolean isHeader(List<String> values, long number) {
    fields = values.size();
    for (Column column : columns) {
      for (int i = 0; i < values.size(); i++) {
        if (column.isNamed(values.get(i)) && positions.putIfAbsent(column, i) != null) {
          throw fatal(number, "two columns are named " + column.name() + "; rename one");
        }
      }
    }
    if (positions.isEmpty() && looksLikeData(values)) {
      for (int i = 0; i < Math.min(columns.size(), values.size()); i++) {
        positions.put(columns.get(i), i);
      }
      return false;
    }
    List<String> missing =
        columns.stream()
            .filter(column -> column.required() && !positions.containsKey(column))
            .map(Column::name)
            .toList();
    if (!missing.isEmpty()) {
      throw fatal(
          number,
          "the header lacks %s (it has: %s); name the columns as in the README"
              .formatted(String.join(", ", missing), shown(String.join(", ", values))));
    }
    return true;
  }

  /** No header, but as many fields as the required columns, with numbers after the first. */
  private boolean looksLikeData(List<String> values) {
    long required = columns.stream().filter(Column::required).count();
    if (values.size() < required) {
      return false;
    }
    if (required == 1) {
      return values.get(0).matches(".*[0-9].*");
    }
    return values.subList(1, (int) required).stream()
        .allMatch(
            value ->
                NUMBER.matcher(value).matches()
                    || (decimalCommas && DECIMAL_COMMA.matcher(value).matches()));
  }

  private void row(List<String> values, long number, Consumer<Row> rows) {
    if (values.size() != fields) {
      String hint =
          values.size() > fields
              ? "is a comma used as the decimal sign? write numbers with a point"
              : "is the line cut off?";
      problems.add(
          file.toString(),
          number,
          "%d fields where the first line has %d: %s Row left out"
              .formatted(values.size(), fields, hint));
      return;
    }
    try {
      rows.accept(new Row(values, number));
    } catch (RowException e) {
      problems.add(file.toString(), number, e.getMessage() + "; row left out");
    }
  }

  private InputException fatal(long line, String message) {
    return new InputException(new InputProblem(file.toString(), line, message));
  }

  /** Text of the file for a message; a run of what cannot be printed becomes one mark. */
  private static String shown(String text) {
    String printable = UNPRINTABLE.matcher(text).replaceAll("\uFFFD");
    return printable.length() <= MAX_SHOWN_CHARS
        ? printable
        : printable.substring(0, MAX_SHOWN_CHARS) + "…";
  }

  /** One row; thrown away after its consumer returns. */
  public final class Row {
    private final List<String> values;
    private final long line;

    private Row(List<String> values, long line) {
      this.values = values;
      this.line = line;
    }

    public long line() {
      return line;
    }

    /** The text of a field; empty where the table has no such column. */
    public String text(Column column) {
      Integer position = positions.get(column);
      return position == null ? "" : values.get(position);
    }

    /**
     * @return {@code NaN} where an optional field is empty or absent
     * @throws RowException if it is no number, or a required one is missing
     */
    public double number(Column column) {
      String text = text(column);
      if (text.isEmpty() || text.equalsIgnoreCase("nan") || text.equalsIgnoreCase("na")) {
        if (column.required()) {
          throw new RowException(column.name() + " is missing");
        }
        return Double.NaN;
      }
      if (decimalCommas && DECIMAL_COMMA.matcher(text).matches()) {
        if (!toldOfDecimalCommas) {
          toldOfDecimalCommas = true;
          problems.add(
              file.toString(),
              line,
              "%s '%s' has a decimal comma; it is read as a point, here and below"
                  .formatted(column.name(), shown(text)));
        }
        text = text.replace(',', '.');
      }
      if (!NUMBER.matcher(text).matches()) {
        String hint = text.matches("[+-]?\\d+,\\d+") ? " (write a point, not a comma)" : "";
        throw new RowException(
            "%s '%s' is not a number%s".formatted(column.name(), shown(text), hint));
      }
      double value = Double.parseDouble(text);
      if (Double.isInfinite(value)) {
        throw new RowException("%s '%s' is out of range".formatted(column.name(), shown(text)));
      }
      return value;
    }

    /** The values of all columns by their position. */
    public List<String> values() {
      return new ArrayList<>(values);
    }
  }

  /** A row that cannot be used; the reader names it and goes on. */
  public static final class RowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RowException(String message) {
      super(message);
    }
  }
}
