package org.hilum.model.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hilum.model.phantom.PhantomNodule.Density;
import org.hilum.model.phantom.PhantomNodule.Shape;
import org.hilum.model.volume.PatientPoint;

/**
 * Nodules as text, for the command line: {@code x,y,z,diameter[,density[,shape]]} in patient
 * millimetres, several separated by semicolons. The density is {@code solid} (as when left out),
 * {@code part-solid} or {@code ground-glass}; the shape {@code sphere} (as when left out), {@code
 * lobulated} or {@code spiculated}. Example: {@code -70,-15,60,8; 80,25,5,12,part-solid,lobulated}.
 */
public final class NoduleNotation {

  private static final int LONGEST = 10_000;
  private static final String EXPECTED = "expected x,y,z,diameter[,density[,shape]] in millimetres";

  private NoduleNotation() {}

  /**
   * @return the nodules in their order; none for a blank text
   * @throws IllegalArgumentException with one line that names the nodule and what is wrong with it
   */
  public static List<PhantomNodule> parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the nodules' text is longer than %d characters".formatted(LONGEST));
    }
    List<PhantomNodule> nodules = new ArrayList<>();
    if (text.isBlank()) {
      return nodules;
    }
    String[] parts = text.split(";", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean trailingSeparator = i == parts.length - 1 && parts[i].isBlank();
      if (!trailingSeparator) {
        nodules.add(parseOne(i + 1, parts[i].strip()));
      }
    }
    return nodules;
  }

  private static PhantomNodule parseOne(int number, String text) {
    String[] fields = text.split(",", -1);
    if (fields.length < 4 || fields.length > 6) {
      throw error(number, text, "%s, got %d fields".formatted(EXPECTED, fields.length));
    }
    PatientPoint center =
        new PatientPoint(
            number(number, text, "x", fields[0]),
            number(number, text, "y", fields[1]),
            number(number, text, "z", fields[2]));
    double diameterMm = number(number, text, "diameter", fields[3]);
    Density density =
        fields.length > 4 ? word(number, text, "density", Density.class, fields[4]) : Density.SOLID;
    Shape shape =
        fields.length > 5 ? word(number, text, "shape", Shape.class, fields[5]) : Shape.SPHERE;
    try {
      return PhantomNodule.of(center, diameterMm, density, shape);
    } catch (IllegalArgumentException e) {
      throw error(number, text, String.valueOf(e.getMessage()));
    }
  }

  private static double number(int number, String text, String name, String field) {
    try {
      return Double.parseDouble(field.strip());
    } catch (NumberFormatException e) {
      throw error(
          number, text, "%s is \"%s\", not a number; %s".formatted(name, field.strip(), EXPECTED));
    }
  }

  private static <E extends Enum<E>> E word(
      int number, String text, String name, Class<E> type, String field) {
    List<String> words = new ArrayList<>();
    for (E value : type.getEnumConstants()) {
      if (notationOf(value).equals(field.strip().toLowerCase(Locale.ROOT))) {
        return value;
      }
      words.add(notationOf(value));
    }
    throw error(
        number,
        text,
        "%s is \"%s\", not one of %s".formatted(name, field.strip(), String.join(", ", words)));
  }

  private static String notationOf(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static IllegalArgumentException error(int number, String text, String problem) {
    return new IllegalArgumentException("nodule %d (\"%s\"): %s".formatted(number, text, problem));
  }
}
