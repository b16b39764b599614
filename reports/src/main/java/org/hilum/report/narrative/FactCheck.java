package org.hilum.report.narrative;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hilum.report.Language;

/**
 * Compares a reworded paragraph with the one it came from. Numbers with their units must be the
 * same in the same order, and so must sides, zones, densities, looks, negations and words of
 * certainty: the order tells which grade goes with which feature, and which share with which
 * source. Words of weight that the original lacks (a lobe, a diagnosis, an advice) may not appear.
 * Whatever is in doubt counts as a mismatch: the template's text is always at hand.
 */
final class FactCheck {

  /** A number, with what makes it another one: a sign, a unit, a category's letter. */
  private static final Pattern NUMBER =
      Pattern.compile("[<>≤≥-]?\\d+(?:[.,]\\d+)*(?:[ABX]\\b)?(?:\\s?(?:mm³|mm3|mm|cm|%|HU))?");

  /** Numbers in words could hide a changed one. */
  private static final Pattern NUMBER_IN_WORDS =
      Pattern.compile(
          "\\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|twice|double)\\b"
              + "|[二两三四五六七八九十百半倍]",
          Pattern.CASE_INSENSITIVE);

  private static final Map<Language, Vocabulary> VOCABULARIES =
      Map.of(
          Language.EN,
          new Vocabulary(
              true,
              List.of(
                  "left",
                  "right",
                  "upper",
                  "middle",
                  "lower",
                  "part-solid",
                  "non-solid",
                  "ground-glass",
                  "solid",
                  "sharp",
                  "moderately",
                  "poorly",
                  "spiculation",
                  "lobulation",
                  "calcification",
                  "margin",
                  "slight",
                  "marked",
                  "elongated",
                  "oval",
                  "round",
                  "malignant",
                  "malignancy",
                  "interval",
                  "images",
                  "history",
                  "unlike",
                  "reliable",
                  "possible",
                  "no",
                  "not",
                  "nobody",
                  "without",
                  "none",
                  "nodule",
                  "nodules"),
              List.of(
                  "lobe",
                  "lobes",
                  "benign",
                  "cancer",
                  "carcinoma",
                  "tumour",
                  "tumor",
                  "metastasis",
                  "metastases",
                  "metastatic",
                  "adenocarcinoma",
                  "biopsy",
                  "resection",
                  "surgery",
                  "recommend",
                  "recommended",
                  "follow-up",
                  "suspicious",
                  "certainly",
                  "definitely",
                  "likely",
                  "unlikely",
                  "normal",
                  "stable",
                  "growing",
                  "new",
                  "effusion",
                  "emphysema",
                  "pneumonia",
                  "lymph",
                  "bilateral",
                  "both",
                  "hilar",
                  "apex",
                  "apical",
                  "basal",
                  "lingula",
                  "pleura",
                  "pleural")),
          Language.ZH_CN,
          new Vocabulary(
              false,
              List.of(
                  "左", "右", "上", "中1/3", "下", "部分实性", "非实性", "磨玻璃", "实性", "清楚", "尚清", "模糊", "毛刺",
                  "分叶", "钙化", "轻度", "明显", "长条形", "椭圆形", "圆形", "恶性", "区间", "图像", "病史", "可能", "无",
                  "未", "不", "非", "差异", "可靠", "结节"),
              List.of(
                  "肺叶", "叶间", "良性", "癌", "转移", "肿瘤", "活检", "切除", "手术", "建议", "随访", "复查", "可疑", "肯定",
                  "确诊", "排除", "正常", "稳定", "增大", "新发", "积液", "肺气肿", "肺炎", "淋巴结", "双肺", "双侧", "肺门",
                  "肺尖", "肺底", "舌段", "胸膜")));

  private record Vocabulary(boolean wordBounded, List<String> counted, List<String> forbidden) {

    int count(String term, String text) {
      return FactCheck.count(pattern(term), text);
    }

    /** The counted terms where they begin in the text; one within another counts too. */
    List<String> sequence(String text) {
      record Found(int start, String term) {}
      return counted.stream()
          .flatMap(
              term ->
                  pattern(term)
                      .matcher(text)
                      .results()
                      .map(result -> new Found(result.start(), term)))
          .sorted(Comparator.comparingInt(Found::start))
          .map(Found::term)
          .toList();
    }

    private Pattern pattern(String term) {
      String quoted = Pattern.quote(term);
      return wordBounded
          ? Pattern.compile("(?<![\\w-])" + quoted + "(?![\\w-])", Pattern.CASE_INSENSITIVE)
          : Pattern.compile(quoted);
    }
  }

  private final Vocabulary vocabulary;

  FactCheck(Language language) {
    Vocabulary found = VOCABULARIES.get(language);
    if (found == null) {
      throw new IllegalArgumentException("nothing is known of facts in " + language);
    }
    vocabulary = found;
  }

  /** The first thing that differs; empty where the paragraphs say the same. */
  Optional<String> difference(String original, String reworded) {
    if (reworded.length() > 2 * original.length() + 80) {
      return Optional.of("it is more than twice as long");
    }
    List<String> asked = numbers(original);
    List<String> told = numbers(reworded);
    if (!asked.equals(told)) {
      return Optional.of("numbers %s became %s".formatted(asked, told));
    }
    if (count(NUMBER_IN_WORDS, reworded) > count(NUMBER_IN_WORDS, original)) {
      return Optional.of("a number in words was added");
    }
    Map<String, String> differing = new TreeMap<>();
    for (String term : vocabulary.counted()) {
      int before = vocabulary.count(term, original);
      int after = vocabulary.count(term, reworded);
      if (before != after) {
        differing.put(term, "%d times became %d times".formatted(before, after));
      }
    }
    for (String term : vocabulary.forbidden()) {
      if (vocabulary.count(term, reworded) > vocabulary.count(term, original)) {
        differing.put(term, "was added");
      }
    }
    if (!differing.isEmpty()) {
      return Optional.of(differing.toString());
    }
    List<String> before = vocabulary.sequence(original);
    List<String> after = vocabulary.sequence(reworded);
    return before.equals(after)
        ? Optional.empty()
        : Optional.of("the order %s became %s".formatted(before, after));
  }

  private static List<String> numbers(String text) {
    List<String> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(text.replace('－', '-').replace('％', '%'));
    while (matcher.find()) {
      numbers.add(matcher.group().replaceAll("\\s", ""));
    }
    return numbers;
  }

  private static int count(Pattern pattern, String text) {
    return (int) pattern.matcher(text).results().count();
  }
}
