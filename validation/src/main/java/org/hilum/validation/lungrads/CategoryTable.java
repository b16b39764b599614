package org.hilum.validation.lungrads;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.hilum.report.guideline.LungRads;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;
import org.hilum.validation.csv.SeriesCategories;
import org.jspecify.annotations.Nullable;

/** The categories that readers gave: {@code seriesuid,lungrads}, with {@code 1} to {@code 4X}. */
public final class CategoryTable {

  private CategoryTable() {}

  /**
   * @param problems rows whose category is none of version 2022
   * @return by series
   * @throws InputException if the file as a whole cannot be used
   */
  public static Map<String, LungRads.Category> read(Path file, InputProblems problems) {
    Map<String, LungRads.Category> categories = new LinkedHashMap<>();
    SeriesCategories.read(file, problems)
        .forEach(
            row -> {
              LungRads.Category category = category(row.value().category());
              if (category == null) {
                problems.add(
                    file.toString(),
                    row.line(),
                    "'%s' is no Lung-RADS category (0, 1, 2, 3, 4A, 4B or 4X); row left out"
                        .formatted(row.value().category()));
              } else {
                categories.put(row.value().seriesInstanceUid(), category);
              }
            });
    return categories;
  }

  /**
   * As readers write them: {@code 4a}, {@code Lung-RADS 4A}, {@code 2S} (the S says nothing here).
   */
  static LungRads.@Nullable Category category(String text) {
    String plain =
        text.toUpperCase(Locale.ROOT)
            .replaceFirst("^(CATEGORY|LUNG-?RADS|LR)[ :]*", "")
            .replaceFirst("S$", "")
            .strip();
    for (LungRads.Category category : LungRads.Category.values()) {
      if (category.label().equals(plain)) {
        return category;
      }
    }
    return null;
  }
}
