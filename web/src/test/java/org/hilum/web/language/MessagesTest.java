package org.hilum.web.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hilum.db.DeliveryState;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.review.ReviewConflictException;
import org.hilum.ingest.study.SeriesDecision.Verdict;
import org.hilum.model.RefusalCode;
import org.hilum.model.register.NoduleMatch;
import org.hilum.report.comparison.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Every text of the pages exists in every language, and no text stands in the templates. */
class MessagesTest {

  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("<(?:\"[^\"]*\"|[^>\"])*>");
  private static final Pattern LETTERS = Pattern.compile("\\p{L}{2,}");
  private static final Pattern PLAIN_TEXT_ATTRIBUTE =
      Pattern.compile("\\s(title|alt|placeholder|aria-label)=\"([^\"]+)\"");
  private static final Pattern KEY = Pattern.compile("#\\{([a-zA-Z][\\w.-]*)[(}]");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)[},]");

  static Stream<Resource> templates() throws IOException {
    return Arrays.stream(
        new PathMatchingResourcePatternResolver().getResources("classpath:templates/**/*.html"));
  }

  @Test
  void theTemplatesAreFound() throws IOException {
    assertThat(templates()).hasSizeGreaterThanOrEqualTo(7);
  }

  @Test
  void bothLanguagesHaveTheSameKeysAndEachHasAText() throws IOException {
    Properties english = load("messages.properties");
    Properties chinese = load("messages_zh_CN.properties");
    assertThat(new TreeSet<>(chinese.stringPropertyNames()))
        .isEqualTo(new TreeSet<>(english.stringPropertyNames()));
    assertThat(english.values()).noneMatch(text -> text.toString().isBlank());
    assertThat(chinese.values()).noneMatch(text -> text.toString().isBlank());
  }

  @Test
  void aTextAsksForTheSameValuesInBothLanguages() throws IOException {
    Properties english = load("messages.properties");
    Properties chinese = load("messages_zh_CN.properties");
    for (String key : english.stringPropertyNames()) {
      assertThat(placeholders(chinese.getProperty(key)))
          .as(key)
          .isEqualTo(placeholders(english.getProperty(key)));
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void aTemplateHoldsNoTextOfItsOwn(Resource template) throws IOException {
    String html = COMMENT.matcher(read(template)).replaceAll("");
    String between = TAG.matcher(html).replaceAll(" ");
    assertThat(LETTERS.matcher(between).results().map(m -> m.group()).toList())
        .as("text between tags of " + template.getFilename())
        .isEmpty();
    assertThat(PLAIN_TEXT_ATTRIBUTE.matcher(html).results().map(m -> m.group(2)).toList())
        .as("attributes of " + template.getFilename())
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("templates")
  void aTemplateUsesOnlyKnownKeys(Resource template) throws IOException {
    Properties english = load("messages.properties");
    Set<String> keys =
        KEY.matcher(read(template)).results().map(m -> m.group(1)).collect(Collectors.toSet());
    assertThat(keys).isSubsetOf(english.stringPropertyNames());
  }

  @Test
  void everyStatusRefusalAndVerdictHasAText() throws IOException {
    Properties english = load("messages.properties");
    Stream<String> keys =
        Stream.of(
                Arrays.stream(StudyStatus.values()).map(status -> "study.status." + status),
                Arrays.stream(RefusalCode.values()).map(code -> "refusal." + code),
                Arrays.stream(Verdict.values()).map(verdict -> "verdict." + verdict),
                Arrays.stream(ReviewConflictException.Kind.values())
                    .map(kind -> "review.problem." + kind),
                Arrays.stream(DeliveryState.values()).map(state -> "delivery.state." + state),
                Arrays.stream(Comparison.Reason.values()).map(r -> "comparison.reason." + r),
                Arrays.stream(NoduleMatch.State.values())
                    .filter(state -> state != NoduleMatch.State.MATCHED)
                    .map(state -> "comparison.state." + state),
                Stream.of("GROWING", "SLOWLY_GROWING", "GROWN_IN_UNKNOWN_TIME", "STABLE")
                    .map(kind -> "comparison.state." + kind),
                Stream.of("DECREASED", "NOT_COMPARED").map(kind -> "comparison.state." + kind))
            .flatMap(Function.identity());
    assertThat(keys.filter(key -> !english.containsKey(key))).isEmpty();
  }

  private static List<String> placeholders(String text) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.results().map(m -> m.group(1)).distinct().sorted().toList();
  }

  private static String read(Resource resource) throws IOException {
    return resource.getContentAsString(StandardCharsets.UTF_8);
  }

  private static Properties load(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            MessagesTest.class.getResourceAsStream("/" + name), StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }
}
