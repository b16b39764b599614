package org.hilum.model.assess.input;

import java.util.ArrayList;
import java.util.List;
import org.hilum.model.assess.data.CropStack;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.assess.text.HistoryEncoding;

/**
 * Finds the nodule in a stack of crops. It is in the middle, but for nodules at the scan's left or
 * right edge, where the crop was moved inwards: if the middle shows none, the middle row is
 * searched.
 */
public final class CropSearch {

  private static final int[] COLUMNS = {16, 28, 40, 52, 76, 88, 100, 112};
  private static final float SURELY_NODULE = 0;

  private final Outliner outliner;
  private final CaseJudge judge;

  /** Where it is and what outlines it; a ball where nothing stands out. */
  public record Found(Seed seed, Outline outline) {

    public CaseImages images() {
      return new CaseImages(
          seed.stack(),
          outline,
          seed.slice(),
          seed.column(),
          seed.row(),
          seed.expectedDiameterMm());
    }

    public float[] measures() {
      return ShapeMeasures.of(outline, seed.stack());
    }
  }

  public CropSearch(Outliner outliner, CaseJudge judge) {
    this.outliner = outliner;
    this.judge = judge;
  }

  /** Outlines seeds that are known. */
  public static List<Found> at(List<Seed> seeds, Outliner outliner) {
    List<Outline> outlines = outliner.outline(seeds);
    List<Found> found = new ArrayList<>(seeds.size());
    for (int i = 0; i < seeds.size(); i++) {
      Outline outline = outlines.get(i).isEmpty() ? Outline.ball(seeds.get(i)) : outlines.get(i);
      found.add(new Found(seeds.get(i), outline));
    }
    return found;
  }

  /** One finding a stack. */
  public List<Found> find(List<CropStack> stacks) {
    List<Found> found =
        new ArrayList<>(at(stacks.stream().map(Outliner::middleOf).toList(), outliner));
    List<Float> logits = noduleLogits(found);
    for (int i = 0; i < found.size(); i++) {
      if (logits.get(i) < SURELY_NODULE) {
        found.set(i, best(found.get(i), logits.get(i)));
      }
    }
    return found;
  }

  private Found best(Found middle, float logit) {
    Seed seed = middle.seed();
    List<Seed> seeds = new ArrayList<>();
    for (int column : COLUMNS) {
      seeds.add(
          new Seed(seed.stack(), seed.slice(), column, seed.row(), seed.expectedDiameterMm()));
    }
    List<Found> others =
        at(seeds, outliner).stream().filter(f -> f.outline().pixelCount() > 0).toList();
    List<Float> logits = noduleLogits(others);
    Found best = middle;
    float bestLogit = Math.max(logit, SURELY_NODULE);
    for (int i = 0; i < others.size(); i++) {
      if (logits.get(i) > bestLogit) {
        best = others.get(i);
        bestLogit = logits.get(i);
      }
    }
    return best;
  }

  private List<Float> noduleLogits(List<Found> found) {
    HistoryEncoding none = HistoryEncoding.none();
    return judge
        .judge(
            found.stream().map(f -> new CaseJudge.Input(f.images(), f.measures(), none)).toList())
        .stream()
        .map(Answer::noduleLogit)
        .toList();
  }
}
