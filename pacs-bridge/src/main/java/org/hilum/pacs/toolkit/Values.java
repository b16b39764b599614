package org.hilum.pacs.toolkit;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.jspecify.annotations.Nullable;

/** Reads single values of a data set: absent, empty and unreadable ones all become {@code null}. */
public final class Values {

  private Values() {}

  public static @Nullable String text(Attributes dataset, int tag) {
    Object value = dataset.getValue(tag);
    if (value == null) {
      return null;
    }
    String text = dataset.getString(tag);
    if (text == null) {
      return null;
    }
    String trimmed = text.strip().replace("\0", "");
    return trimmed.isEmpty() ? null : trimmed;
  }

  public static List<String> texts(Attributes dataset, int tag) {
    String[] values = dataset.getStrings(tag);
    List<String> result = new ArrayList<>();
    if (values != null) {
      for (String value : values) {
        result.add(value == null ? "" : value.strip());
      }
    }
    return result;
  }

  /** Of a binary attribute or of an IS, which some devices send with a fraction of zero. */
  public static @Nullable Integer integer(Attributes dataset, int tag) {
    VR vr = dataset.getVR(tag);
    if (vr != null && !vr.isStringType() && vr.isIntType()) {
      int[] values = dataset.getInts(tag);
      return values == null || values.length == 0 ? null : Integer.valueOf(values[0]);
    }
    Double number = decimal(dataset, tag);
    return number == null || Math.abs(number) > Integer.MAX_VALUE
        ? null
        : Integer.valueOf((int) Math.round(number));
  }

  public static @Nullable Double decimal(Attributes dataset, int tag) {
    double[] all = decimals(dataset, tag);
    return all.length == 0 ? null : Double.valueOf(all[0]);
  }

  /** All values, or none if one of them is no finite number. */
  public static double[] decimals(Attributes dataset, int tag) {
    VR vr = dataset.getVR(tag);
    if (vr == null) {
      return new double[0];
    }
    try {
      double[] values = vr.isStringType() ? parsed(dataset, tag) : dataset.getDoubles(tag);
      boolean sound = values != null && Arrays.stream(values).allMatch(Double::isFinite);
      return sound ? values : new double[0];
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return new double[0];
    }
  }

  private static double[] parsed(Attributes dataset, int tag) {
    return texts(dataset, tag).stream().mapToDouble(Double::parseDouble).toArray();
  }

  public static @Nullable LocalDate date(Attributes dataset, int tag) {
    return parseDate(text(dataset, tag));
  }

  /** The forms {@code 20240131} and, from before 1993, {@code 2024.01.31}. */
  public static @Nullable LocalDate parseDate(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return LocalDate.parse(text.replace(".", ""), DateTimeFormatter.BASIC_ISO_DATE);
    } catch (DateTimeException e) {
      return null;
    }
  }

  public static @Nullable LocalTime time(Attributes dataset, int tag) {
    return parseTime(text(dataset, tag));
  }

  /** The forms {@code 10}, {@code 1011}, {@code 101112}, {@code 101112.5}, also with colons. */
  public static @Nullable LocalTime parseTime(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String digits = text.replace(":", "");
    if (!digits.matches("\\d{2}(\\d{2}(\\d{2}(\\.\\d{1,6})?)?)?")) {
      return null;
    }
    try {
      int hour = Integer.parseInt(digits.substring(0, 2));
      int minute = digits.length() >= 4 ? Integer.parseInt(digits.substring(2, 4)) : 0;
      int second = digits.length() >= 6 ? Integer.parseInt(digits.substring(4, 6)) : 0;
      int nano =
          digits.length() > 7
              ? Integer.parseInt((digits.substring(7) + "000000000").substring(0, 9))
              : 0;
      return LocalTime.of(hour, minute, second, nano);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
