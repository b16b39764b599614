package org.hilum.validation.lungrads;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hilum.report.guideline.LungRads.Category;
import org.hilum.validation.agreement.Agreement;
import org.hilum.validation.report.Figure;
import org.hilum.validation.roc.Proportion;

/**
 * How far the model's Lung-RADS categories agree with the readers'. Category 0, which is a verdict
 * on the examination and not on a nodule, is left out of the comparison. For kappa the categories
 * stand in the order 1, 2, 3, 4A, 4B, 4X, a step each.
 */
public final class CategoryAgreement {

  private final List<Category> readers = new ArrayList<>();
  private final List<Category> model = new ArrayList<>();
  private int leftOut;

  /** Adds an examination. */
  public void add(Category readersCategory, Category modelsCategory) {
    if (readersCategory == Category.C0 || modelsCategory == Category.C0) {
      leftOut++;
    } else {
      readers.add(readersCategory);
      model.add(modelsCategory);
    }
  }

  public int cases() {
    return readers.size();
  }

  /** Examinations of category 0 on either side. */
  public int leftOut() {
    return leftOut;
  }

  /** Exact agreement, agreement on whether work-up is due (4A and above), and kappa. */
  public List<Figure> figures() {
    if (readers.isEmpty()) {
      return List.of();
    }
    Map<String, Integer> counts = Map.of("examinations", cases());
    int same = 0;
    int sameAction = 0;
    for (int i = 0; i < cases(); i++) {
      same += readers.get(i) == model.get(i) ? 1 : 0;
      sameAction += isSuspicious(readers.get(i)) == isSuspicious(model.get(i)) ? 1 : 0;
    }
    Proportion exact = new Proportion(same, cases());
    Proportion action = new Proportion(sameAction, cases());
    return List.of(
        new Figure(
            "lungRadsAgreement",
            "Lung-RADS: same category",
            exact.value(),
            exact.interval(),
            counts),
        new Figure(
            "lungRadsSuspiciousAgreement",
            "Lung-RADS: same side of 4A",
            action.value(),
            action.interval(),
            counts),
        new Figure(
            "lungRadsKappa",
            "Lung-RADS: quadratic kappa",
            Agreement.quadraticKappa(ordinals(readers), ordinals(model)),
            null,
            counts));
  }

  private static boolean isSuspicious(Category category) {
    return category.compareTo(Category.C4A) >= 0;
  }

  private static int[] ordinals(List<Category> categories) {
    return categories.stream().mapToInt(Category::ordinal).toArray();
  }

  /**
   * The confusion matrix.
   *
   * @return by the readers' category, then the model's; every pair is there
   */
  public Map<Category, Map<Category, Integer>> matrix() {
    Map<Category, Map<Category, Integer>> matrix = new EnumMap<>(Category.class);
    for (Category row : Category.values()) {
      if (row != Category.C0) {
        Map<Category, Integer> counts = new EnumMap<>(Category.class);
        for (Category column : Category.values()) {
          if (column != Category.C0) {
            counts.put(column, 0);
          }
        }
        matrix.put(row, counts);
      }
    }
    for (int i = 0; i < cases(); i++) {
      Category column = model.get(i);
      matrix.computeIfPresent(
          readers.get(i),
          (row, counts) -> {
            counts.merge(column, 1, Integer::sum);
            return counts;
          });
    }
    return matrix;
  }
}
