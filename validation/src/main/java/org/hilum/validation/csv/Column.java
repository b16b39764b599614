package org.hilum.validation.csv;

import java.util.List;
import java.util.Locale;

/**
 * A column of a table.
 *
 * @param names what its header may say, the usual name first; case, spaces and underscores do not
 *     matter
 */
public record Column(boolean required, List<String> names) {

  public Column {
    names = List.copyOf(names);
  }

  public static Column required(String... names) {
    return new Column(true, List.of(names));
  }

  public static Column optional(String... names) {
    return new Column(false, List.of(names));
  }

  String name() {
    return names.get(0);
  }

  boolean isNamed(String header) {
    return names.stream().anyMatch(name -> plain(name).equals(plain(header)));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _]", "");
  }
}
