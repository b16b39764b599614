package org.hilum.model.assess.train;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hilum.model.assess.input.CaseImages;
import org.hilum.model.assess.input.MeasureExpert;
import org.hilum.model.assess.input.RatingScale;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.Rating;
import org.jspecify.annotations.Nullable;

/**
 * A case to learn from or to be measured on.
 *
 * @param row the nodule; null where this is no nodule
 * @param measures not standardised
 * @param longAxisMm as measured
 */
@SuppressWarnings("ArrayRecordComponent")
record LabelledCase(
    String patient,
    @Nullable NoduleRow row,
    CaseImages images,
    float[] measures,
    double longAxisMm) {

  /**
   * Changes with what is learnt from and with what decides when to stop: other cases, or other
   * outlines or ratings of them.
   */
  static int hash(List<LabelledCase> learntFrom, List<LabelledCase> held) {
    return 31 * hash(learntFrom) + hash(held);
  }

  private static int hash(List<LabelledCase> cases) {
    int hash = 1;
    for (LabelledCase item : cases) {
      hash =
          31 * hash
              + Objects.hash(
                  item.patient(),
                  Arrays.hashCode(item.measures()),
                  Arrays.hashCode(item.ratingTargets()),
                  item.noduleTarget(),
                  item.malignancyWeight());
    }
    return hash;
  }

  boolean isNodule() {
    return row != null;
  }

  /** What one reader saw may be none: it counts for less, and is not quite one. */
  float noduleTarget() {
    if (row == null) {
      return 0;
    }
    return switch (row.readers()) {
      case 0, 1 -> 0.7f;
      case 2 -> 0.9f;
      default -> 1;
    };
  }

  float noduleWeight() {
    return row == null || row.readers() >= 2 ? 1 : 0.5f;
  }

  boolean hasRatings() {
    return row != null && row.confident() && !row.ratings().isEmpty();
  }

  /**
   * Between the label and how far the readers' mean lies from the middle: a nodule at 3.25 is less
   * malignant than one at 5.
   */
  float malignancyTarget() {
    if (row == null || !hasRatings()) {
      return 0.5f;
    }
    double mean = row.mean(Rating.MALIGNANCY).orElse(3);
    double soft = 1 / (1 + Math.exp(-2.2 * (mean - 3)));
    double hard = mean > 3 ? 1 : mean < 3 ? 0 : 0.5;
    return (float) (0.5 * soft + 0.5 * hard);
  }

  float malignancyWeight() {
    if (row == null || !hasRatings()) {
      return 0;
    }
    return row.hasMalignancyLabel() ? 1 : 0.35f;
  }

  /** For the expert that knows measures only; call it only if {@link #hasRatings()}. */
  MeasureExpert.Example example() {
    NoduleRow nodule = requireNonNull(row);
    return new MeasureExpert.Example(
        measures, ratingTargets(), nodule.readers(), nodule.hasMalignancyLabel());
  }

  /** The readers' means around their middles, in the order of {@link Rating}. */
  float[] ratingTargets() {
    float[] targets = new float[AssessorNetwork.RATINGS];
    if (row != null) {
      for (Rating rating : Rating.values()) {
        float middle = RatingScale.middle(rating);
        targets[rating.ordinal()] = (float) row.mean(rating).orElse(middle) - middle;
      }
    }
    return targets;
  }
}
