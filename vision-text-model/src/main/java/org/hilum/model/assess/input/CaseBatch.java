package org.hilum.model.assess.input;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.text.HistoryEncoding;

/** The network's inputs for some cases, filled case by case. */
public final class CaseBatch {

  private static final int VIEW_FLOATS =
      AssessorNetwork.CHANNELS * AssessorNetwork.VIEW * AssessorNetwork.VIEW;
  private static final int CONTEXT_FLOATS =
      AssessorNetwork.CHANNELS * AssessorNetwork.CONTEXT * AssessorNetwork.CONTEXT;
  private static final int FACTOR_FLOATS = AssessorNetwork.FACTORS * AssessorNetwork.FACTOR_VALUES;

  private final int size;
  private final int measureCount;
  private final float[] views;
  private final float[] context;
  private final float[] slices;
  private final float[] measures;
  private final float[] seen;
  private final float[] factors;
  private final float[] known;
  private final float[] words;
  private final float[] written;
  private final float[] present;

  public CaseBatch(int size, int measureCount) {
    this.size = size;
    this.measureCount = measureCount;
    this.views = new float[size * AssessorNetwork.SLICES * VIEW_FLOATS];
    this.context = new float[size * CONTEXT_FLOATS];
    this.slices = new float[size * AssessorNetwork.SLICES];
    this.measures = new float[size * measureCount];
    this.seen = new float[size];
    this.factors = new float[size * FACTOR_FLOATS];
    this.known = new float[size * AssessorNetwork.FACTORS];
    this.words = new float[size * AssessorNetwork.WORDS];
    this.written = new float[size * AssessorNetwork.WORDS];
    this.present = new float[size];
  }

  /**
   * @param measured standardised
   */
  public void putImages(int index, CaseImages images, float[] measured, CaseImages.Pose pose) {
    images.fillViews(
        views,
        index * AssessorNetwork.SLICES * VIEW_FLOATS,
        slices,
        index * AssessorNetwork.SLICES,
        pose);
    images.fillContext(context, index * CONTEXT_FLOATS, pose);
    System.arraycopy(measured, 0, measures, index * measureCount, measureCount);
    seen[index] = 1;
  }

  public void putHistory(int index, HistoryEncoding history) {
    put(history.factors(), factors, index);
    put(history.known(), known, index);
    put(history.words(), words, index);
    put(history.written(), written, index);
    present[index] = history.present();
  }

  private static void put(float[] from, float[] into, int index) {
    System.arraycopy(from, 0, into, index * from.length, from.length);
  }

  /** All slices, then all surroundings: (images, channels, side, side). */
  public NDArray images(NDManager scope) {
    float[] all = Arrays.copyOf(views, views.length + context.length);
    System.arraycopy(context, 0, all, views.length, context.length);
    return scope.create(
        all,
        new Shape(
            (long) size * (AssessorNetwork.SLICES + 1),
            AssessorNetwork.CHANNELS,
            AssessorNetwork.VIEW,
            AssessorNetwork.VIEW));
  }

  /** In the order of the network's parameters, after the weights. */
  public NDArray[] arrays(NDManager scope) {
    return new NDArray[] {
      scope.create(
          views,
          new Shape(
              size,
              AssessorNetwork.SLICES,
              AssessorNetwork.CHANNELS,
              AssessorNetwork.VIEW,
              AssessorNetwork.VIEW)),
      scope.create(
          context,
          new Shape(
              size, AssessorNetwork.CHANNELS, AssessorNetwork.CONTEXT, AssessorNetwork.CONTEXT)),
      scope.create(slices, new Shape(size, AssessorNetwork.SLICES)),
      scope.create(measures, new Shape(size, measureCount)),
      scope.create(seen, new Shape(size)),
      scope.create(
          factors, new Shape(size, AssessorNetwork.FACTORS, AssessorNetwork.FACTOR_VALUES)),
      scope.create(known, new Shape(size, AssessorNetwork.FACTORS)),
      scope.create(words, new Shape(size, AssessorNetwork.WORDS)),
      scope.create(written, new Shape(size, AssessorNetwork.WORDS)),
      scope.create(present, new Shape(size))
    };
  }
}
