package org.hilum.model.assess.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.NoduleAttributes;

/**
 * Says in words, Chinese or English, how readers rated a nodule: the sentences that images are
 * aligned with, so that nodules can be searched for by words.
 */
public final class NoduleSentences {

  private static final List<List<String>> ENGLISH =
      List.of(
          List.of("solid", "part-solid", "ground-glass non-solid"),
          List.of("with a smooth contour", "slightly spiculated", "markedly spiculated"),
          List.of("not lobulated", "slightly lobulated", "lobulated"),
          List.of("poorly defined margin", "fairly defined margin", "sharp margin"),
          List.of("linear", "ovoid", "round"),
          List.of("calcified", "not calcified"),
          List.of("tiny", "small", "medium-sized", "large"),
          List.of("looks benign", "indeterminate", "suspicious of malignancy"));

  private static final List<List<String>> CHINESE =
      List.of(
          List.of("实性", "部分实性", "磨玻璃非实性"),
          List.of("边缘光整", "少许毛刺", "明显毛刺"),
          List.of("无分叶", "浅分叶", "分叶状"),
          List.of("边界模糊", "边界尚清", "边界清楚"),
          List.of("条状", "椭圆形", "圆形"),
          List.of("有钙化", "无钙化"),
          List.of("微小", "小", "中等大小", "大"),
          List.of("考虑良性", "性质待定", "恶性可能"));

  private static final double TOLD = 0.8;

  private NoduleSentences() {}

  /** Every phrase, for the vocabulary. */
  public static Collection<String> texts() {
    List<String> all = new ArrayList<>(List.of("nodule mm of the lung", "肺结节毫米"));
    ENGLISH.forEach(all::addAll);
    CHINESE.forEach(all::addAll);
    return all;
  }

  /**
   * A sentence that tells some of the facts.
   *
   * @param malignancy the readers' mean, 1 to 5
   */
  public static String of(
      NoduleAttributes ratings, double malignancy, double longAxisMm, SplittableRandom random) {
    boolean chinese = random.nextBoolean();
    List<List<String>> words = chinese ? CHINESE : ENGLISH;
    int[] choices = {
      ratings.textureClass().ordinal(),
      third(ratings.spiculation(), 1.75, 3),
      third(ratings.lobulation(), 1.75, 3),
      third(ratings.margin(), 2.75, 4.25),
      third(ratings.sphericity(), 2.5, 4),
      ratings.calcification() < 5 ? 0 : 1,
      longAxisMm < 5 ? 0 : third(longAxisMm, 8, 15) + 1,
      third(malignancy, 2.5, 3.5)
    };
    List<String> told = new ArrayList<>();
    for (int i = 0; i < choices.length; i++) {
      if (random.nextDouble() < TOLD) {
        told.add(words.get(i).get(choices[i]));
      }
    }
    long millimetres = Math.round(longAxisMm);
    String head = chinese ? millimetres + "毫米肺结节" : millimetres + " mm lung nodule";
    return head + (chinese ? "，" : ", ") + String.join(chinese ? "，" : ", ", told);
  }

  private static int third(double value, double low, double high) {
    if (value < low) {
      return 0;
    }
    return value < high ? 1 : 2;
  }
}
