package org.hilum.validation.labels;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.AnnotationTable;
import org.hilum.validation.csv.AnnotationTable.Row;
import org.hilum.validation.csv.Located;
import org.jspecify.annotations.Nullable;

/**
 * Labels from LUNA16's tables and their like. {@code malignancy} may hold {@code 0} and {@code 1}
 * (also {@code benign} and {@code malignant}), or readers' ratings from 1 to 5, several of them
 * separated by slashes: a table with any other value than 0 and 1 is read as ratings.
 */
public final class TableLabels {

  private static final Pattern RATINGS = Pattern.compile("\\d(\\.\\d+)?(/\\d(\\.\\d+)?)*");

  private TableLabels() {}

  /**
   * @param excluded the table of findings that count neither way; null for none
   * @param series scored besides those that the nodules name
   */
  public static StudyLabels read(
      Path annotations, @Nullable Path excluded, Set<String> series, InputProblems problems) {
    List<Located<Row>> rows = AnnotationTable.readRows(annotations, problems);
    boolean binary =
        rows.stream()
            .map(row -> row.value().malignancy())
            .filter(text -> !text.isEmpty())
            .allMatch(text -> binary(text) != null);
    List<Located<ReferenceFinding>> nodules = new ArrayList<>();
    Map<ReferenceFinding, NoduleLabel> ratings = new HashMap<>();
    Set<String> all = new LinkedHashSet<>(series);
    for (Located<Row> located : rows) {
      Row row = located.value();
      String text = row.malignancy();
      Boolean malignant = null;
      if (!text.isEmpty() && binary) {
        malignant = binary(text);
      } else if (!text.isEmpty()) {
        double mean = mean(text);
        if (Double.isNaN(mean) || mean < 1 || mean > 5) {
          problems.add(
              annotations.toString(),
              located.line(),
              "malignancy '%s' is neither 0 or 1 nor a rating from 1 to 5; taken as unknown"
                  .formatted(text));
        } else {
          malignant = NoduleLabel.malignant(mean);
        }
      }
      nodules.add(new Located<>(row.finding(), located.line()));
      ratings.put(row.finding(), new NoduleLabel(malignant, texture(row.texture())));
      all.add(row.finding().seriesInstanceUid());
    }
    return new StudyLabels(
        nodules,
        excluded == null ? List.of() : AnnotationTable.readExcluded(excluded, problems),
        ratings,
        all,
        annotations,
        excluded == null ? annotations : excluded,
        binary
            ? "what the table says (1 malignant, 0 benign)"
            : "ratings of 1 to 5 in the table, other than 3; above 3 counts as malignant");
  }

  private static @Nullable Boolean binary(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "0", "0.0", "benign", "false", "no" -> Boolean.FALSE;
      case "1", "1.0", "malignant", "true", "yes" -> Boolean.TRUE;
      default -> null;
    };
  }

  private static double mean(String text) {
    return RATINGS.matcher(text).matches()
        ? Arrays.stream(text.split("/")).mapToDouble(Double::parseDouble).average().orElseThrow()
        : Double.NaN;
  }

  private static @Nullable String texture(String text) {
    return switch (text.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "")) {
      case "" -> null;
      case "solid" -> "solid";
      case "partsolid", "subsolid", "mixed", "semisolid" -> "part-solid";
      case "nonsolid", "groundglass", "ggn", "ggo" -> "non-solid";
      default -> NoduleLabel.texture(mean(text));
    };
  }
}
