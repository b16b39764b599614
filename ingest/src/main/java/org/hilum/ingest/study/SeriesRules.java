package org.hilum.ingest.study;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.hilum.model.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a series is chosen, as they stand in {@code series-rules.json}: requirements
 * exclude, preferences rank what is left, the first preference that tells two series apart decides.
 */
record SeriesRules(int version, List<Requirement> require, List<Preference> prefer) {

  private static final String RESOURCE = "series-rules.json";

  /** What a rule may look at. */
  enum Field {
    @JsonProperty("modality")
    MODALITY,
    @JsonProperty("imageType")
    IMAGE_TYPE,
    @JsonProperty("obliquityDegrees")
    OBLIQUITY_DEGREES,
    @JsonProperty("slices")
    SLICES,
    @JsonProperty("coveredMm")
    COVERED_MM,
    @JsonProperty("pitchMm")
    PITCH_MM,
    @JsonProperty("sliceThicknessMm")
    SLICE_THICKNESS_MM,
    @JsonProperty("kernel")
    KERNEL,
    @JsonProperty("number")
    NUMBER;

    /** The field's numeric value; empty where the header does not say. */
    OptionalDouble number(CtSeries series) {
      @Nullable Number value =
          switch (this) {
            case OBLIQUITY_DEGREES -> series.obliquityDegrees().orElse(null);
            case SLICES -> series.instances().size();
            case COVERED_MM -> series.coveredMm();
            case PITCH_MM -> series.pitchMm();
            case SLICE_THICKNESS_MM -> series.sliceThicknessMm();
            case NUMBER -> series.number();
            case MODALITY, IMAGE_TYPE, KERNEL ->
                throw new IllegalStateException(this + " is not a number");
          };
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
    }

    /** The field's words, in upper case. */
    List<String> words(CtSeries series) {
      return switch (this) {
        case MODALITY -> List.of(upper(series.modality()));
        case IMAGE_TYPE -> List.copyOf(series.imageTypes());
        case KERNEL -> List.of(upper(series.kernel()));
        case OBLIQUITY_DEGREES, SLICES, COVERED_MM, PITCH_MM, SLICE_THICKNESS_MM, NUMBER ->
            throw new IllegalStateException(this + " is not a word");
      };
    }

    private static String upper(@Nullable String value) {
      return Objects.toString(value, "").toUpperCase(Locale.ROOT);
    }
  }

  enum Test {
    @JsonProperty("anyOf")
    ANY_OF,
    @JsonProperty("noneOf")
    NONE_OF,
    @JsonProperty("atLeast")
    AT_LEAST,
    @JsonProperty("atMost")
    AT_MOST,
    @JsonProperty("any")
    ANY
  }

  /**
   * @param field absent where {@code test} is ANY, which holds when one {@code of} the inner ones
   *     does
   * @param refusal what a study is refused for if all its series fail here
   * @param reason what is said of a series that fails
   */
  record Requirement(
      @Nullable String id,
      @Nullable Field field,
      Test test,
      @Nullable List<String> values,
      double limit,
      @Nullable List<Requirement> of,
      @Nullable RefusalCode refusal,
      @Nullable String reason) {

    boolean holds(CtSeries series) {
      return switch (test) {
        case ANY -> Objects.requireNonNull(of).stream().anyMatch(inner -> inner.holds(series));
        case ANY_OF -> words(series).stream().anyMatch(Objects.requireNonNull(values)::contains);
        case NONE_OF -> words(series).stream().noneMatch(Objects.requireNonNull(values)::contains);
        case AT_LEAST -> number(series).orElse(Double.NEGATIVE_INFINITY) >= limit;
        case AT_MOST -> number(series).orElse(Double.POSITIVE_INFINITY) <= limit;
      };
    }

    String failure(CtSeries series) {
      return Objects.requireNonNull(reason)
          .replace("{value}", shown(series))
          .replace("{limit}", SeriesRules.shown(limit))
          .replace("{slices}", String.valueOf(series.instances().size()))
          .replace("{coveredMm}", SeriesRules.shown(series.coveredMm()));
    }

    private String shown(CtSeries series) {
      if (field == null) {
        return "";
      }
      return switch (test) {
        case NONE_OF ->
            words(series).stream()
                .filter(Objects.requireNonNull(values)::contains)
                .sorted()
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        case ANY_OF -> words(series).stream().map(SeriesRules::named).findFirst().orElse("");
        case AT_LEAST, AT_MOST, ANY ->
            number(series).isPresent()
                ? SeriesRules.shown(number(series).getAsDouble())
                : "unknown";
      };
    }

    private List<String> words(CtSeries series) {
      return Objects.requireNonNull(field).words(series);
    }

    private OptionalDouble number(CtSeries series) {
      return Objects.requireNonNull(field).number(series);
    }
  }

  enum Order {
    @JsonProperty("ascending")
    ASCENDING,
    @JsonProperty("descending")
    DESCENDING,
    /** All within the limit before all beyond it. */
    @JsonProperty("within")
    WITHIN,
    /** By the first class whose patterns match; what matches none comes last. */
    @JsonProperty("class")
    CLASS
  }

  record KernelClass(String name, List<String> patterns) {

    boolean matches(String kernel) {
      return patterns.stream().anyMatch(pattern -> Pattern.matches(pattern, kernel));
    }
  }

  record Preference(
      String id,
      Field field,
      Order order,
      double limit,
      @Nullable List<KernelClass> classes,
      String reason) {

    /** Lower is better. */
    double rank(CtSeries series) {
      return switch (order) {
        case ASCENDING -> field.number(series).orElse(Double.MAX_VALUE);
        case DESCENDING -> -field.number(series).orElse(-Double.MAX_VALUE);
        case WITHIN -> field.number(series).orElse(Double.MAX_VALUE) <= limit ? 0 : 1;
        case CLASS -> classOf(series);
      };
    }

    private int classOf(CtSeries series) {
      List<KernelClass> all = Objects.requireNonNull(classes);
      String kernel = field.words(series).get(0);
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).matches(kernel)) {
          return i;
        }
      }
      return all.size();
    }

    String describe(CtSeries series) {
      String value;
      String className = "";
      if (order == Order.CLASS) {
        int index = classOf(series);
        List<KernelClass> all = Objects.requireNonNull(classes);
        className = index < all.size() ? all.get(index).name() : "other";
        value = named(field.words(series).get(0));
      } else {
        OptionalDouble number = field.number(series);
        value = number.isPresent() ? shown(number.getAsDouble()) : "unknown";
      }
      return reason.replace("{value}", value).replace("{class}", className);
    }
  }

  static SeriesRules load() {
    try (InputStream in =
        Objects.requireNonNull(SeriesRules.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new ObjectMapper().readValue(in, SeriesRules.class);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }

  private static String named(String word) {
    return word.isEmpty() ? "not said" : word;
  }

  private static String shown(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.2f", value).replaceAll("0$", "");
  }
}
