package org.hilum.validation.csv;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hilum.validation.csv.TableReader.RowException;

/** How tables and folders name a series: by UID, or by a number of their own. */
public final class SeriesIds {

  private static final int MAX_CHARS = 128;
  private static final Pattern WHOLE = Pattern.compile("0*(\\d+)(\\.0+)?");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.\\d+|-\\d+");

  private SeriesIds() {}

  /** One spelling of a number: {@code 007}, {@code 7} and {@code 7.0} are the same series. */
  public static String spelled(String name) {
    Matcher whole = WHOLE.matcher(name);
    return whole.matches() ? whole.group(1) : name;
  }

  /**
   * The id in one spelling (see {@link #spelled}): {@code 1.2.3}, {@code 1.2.3.mhd} and {@code
   * b'1.2.3'}, which Python writes of bytes, are the same series too.
   *
   * @throws RowException if it is empty or looks like a coordinate
   */
  static String canonical(String given) {
    String bare =
        given.length() > 3 && given.startsWith("b'") && given.endsWith("'")
            ? given.substring(2, given.length() - 1)
            : given;
    String text = bare.endsWith(".mhd") ? bare.substring(0, bare.length() - 4) : bare;
    if (text.isEmpty()) {
      throw new RowException("seriesuid is missing");
    }
    if (text.length() > MAX_CHARS) {
      throw new RowException("seriesuid is longer than any UID");
    }
    String id = spelled(text);
    if (DECIMAL.matcher(id).matches()) {
      throw new RowException("seriesuid '" + text + "' looks like a coordinate: swapped columns?");
    }
    return id;
  }
}
