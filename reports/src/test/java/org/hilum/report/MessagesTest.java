package org.hilum.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessagesTest {

  private static final Pattern PLACE = Pattern.compile("\\{[a-zA-Z0-9]+}");

  @Test
  void standInEveryLanguageWithTheSamePlaces() {
    Set<String> keys = new TreeSet<>(Messages.in(Language.EN).keys());
    assertThat(keys).hasSizeGreaterThan(100);
    for (Language language : Language.values()) {
      Messages messages = Messages.in(language);
      assertThat(new TreeSet<>(messages.keys())).as("keys in %s", language).isEqualTo(keys);
      for (String key : keys) {
        assertThat(places(messages.raw(key)))
            .as("places of %s in %s", key, language)
            .isEqualTo(places(Messages.in(Language.EN).raw(key)));
      }
    }
  }

  @Test
  void areTranslated() {
    for (String key : Messages.in(Language.ZH_CN).keys()) {
      String chinese = PLACE.matcher(Messages.in(Language.ZH_CN).raw(key)).replaceAll("");
      if (chinese.chars().anyMatch(Character::isLetter)) {
        assertThat(chinese).as(key).matches("(?s).*\\p{IsHan}.*");
      }
    }
  }

  @Test
  void callTheLargestSolidNoduleOfSeveralTheSameInEveryRow() {
    for (String size : List.of("lt6", "6to8", "gt8")) {
      assertThat(Messages.in(Language.EN).text("fleischner.row.solid.multiple." + size))
          .startsWith("largest solid one of several nodules, ");
    }
  }

  /** 以上 takes the limit in, "more than" and "over" leave it out. */
  @Test
  void leaveALimitOutInChineseWhereTheyDoInEnglish() {
    for (String key : Messages.in(Language.EN).keys()) {
      if (Messages.in(Language.EN).raw(key).matches(".*(more than|over) \\d+ .*(months|days).*")) {
        assertThat(Messages.in(Language.ZH_CN).raw(key))
            .as(key)
            .contains("超过")
            .doesNotContain("个月以上", "天以上");
      }
    }
  }

  @Test
  void neverReadAValueAsAPlace() {
    assertThat(Messages.in(Language.EN).text("technique.kernel", Map.of("value", "{value} $1 \\")))
        .isEqualTo("kernel {value} $1 \\");
  }

  @Test
  void nameTheTextAndThePlaceThatAreMissing() {
    Messages messages = Messages.in(Language.EN);
    assertThatThrownBy(() -> messages.text("no.such")).hasMessage("no text no.such in en");
    assertThatThrownBy(() -> messages.text("technique.kernel"))
        .hasMessage("text technique.kernel in en needs a value for value");
  }

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(r -> r.group()).collect(Collectors.toSet());
  }
}
