package org.hilum.model.torch;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.hilum.model.AtomicFiles;
import org.hilum.model.FileTrouble;
import org.hilum.model.ModelException;

/**
 * What a training prints of its losses, as CSV: a row every few steps, the step first. Rows come
 * before the checkpoint of their steps, so that a kill between the two loses none; a training that
 * goes on from the checkpoint takes back those that it will write again.
 */
public final class LossTable {

  private final Path file;
  private final String header;

  /**
   * @param header the columns' names, parted by commas
   */
  public LossTable(Path file, String header) {
    this.file = requireNonNull(file, "file");
    this.header = requireNonNull(header, "header");
  }

  /**
   * Begins the table, or keeps its rows up to a step.
   *
   * @param step of the checkpoint; 0 where there is none
   * @throws ModelException if the table cannot be read or written; the message names it
   */
  public void goOnAfter(int step) {
    try {
      Path folder = requireNonNull(file.toAbsolutePath().getParent(), "the table's folder");
      Files.createDirectories(folder);
      List<String> lines = step > 0 && Files.exists(file) ? Files.readAllLines(file) : List.of();
      StringBuilder kept = new StringBuilder(lines.isEmpty() ? header : lines.get(0)).append('\n');
      lines.stream()
          .skip(1)
          .filter(row -> isWhole(row, lines.get(0)) && stepOf(row) <= step)
          .forEach(row -> kept.append(row).append('\n'));
      AtomicFiles.write(file, kept.toString());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** The last row may have been cut short by the kill. */
  private static boolean isWhole(String row, String header) {
    return row.matches("\\d{1,9},.*") && cells(row) == cells(header);
  }

  private static int cells(String row) {
    return row.split(",", -1).length;
  }

  private static int stepOf(String row) {
    return Integer.parseInt(row.substring(0, row.indexOf(',')));
  }

  /**
   * @param rows whole ones, each with its line's end
   * @throws ModelException if they cannot be written; the message names the table
   */
  public void append(CharSequence rows) {
    try {
      Files.writeString(file, rows, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private ModelException unwritable(IOException e) {
    return new ModelException("Training cannot write " + file + ": " + FileTrouble.inWords(e), e);
  }
}
