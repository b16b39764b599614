package org.hilum.model.assess.segment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.segment.SegmenterWindow.View;
import org.hilum.model.torch.TorchModule;

/** Runs the segmenter on windows. Safe for use by several threads. */
public final class SliceSegmenter implements AutoCloseable {

  /** Pixels a call, to bound native memory. */
  private static final int PIXELS_A_CALL = 32 * SegmenterWindow.SMALL * SegmenterWindow.SMALL;

  /** The window as it is and turned by half; what is said of a pixel is the mean. */
  private static final List<View> LOOKS = List.of(View.PLAIN, View.HALF_TURN);

  private final TorchModule module;
  private final NDManager manager;
  private final NDArray weights;

  /**
   * @param flat as {@link SegmenterNetwork#layout()} says
   */
  public SliceSegmenter(float[] flat, ComputePrecision precision) {
    this.module = TorchModule.compile("segmenter", new SegmenterNetwork(precision).source());
    this.manager = TorchModule.newManager();
    this.weights = manager.create(flat);
  }

  /** The probability of each pixel, a window each; all windows have the same side. */
  public List<float[]> probabilities(List<SegmenterWindow> windows) {
    List<float[]> results = new ArrayList<>(windows.size());
    if (windows.isEmpty()) {
      return results;
    }
    int side = windows.get(0).side();
    int batch = Math.max(1, PIXELS_A_CALL / (side * side));
    for (int from = 0; from < windows.size(); from += batch) {
      List<SegmenterWindow> part = windows.subList(from, Math.min(windows.size(), from + batch));
      results.addAll(run(part, side));
    }
    return results;
  }

  private List<float[]> run(List<SegmenterWindow> windows, int side) {
    int area = side * side;
    List<float[]> sums = new ArrayList<>(windows.size());
    windows.forEach(window -> sums.add(new float[area]));
    for (View look : LOOKS) {
      float[] logits = logits(windows, side, look);
      for (int i = 0; i < windows.size(); i++) {
        for (int p = 0; p < area; p++) {
          int seenAt = windows.get(i).placed(p % side, p / side, look);
          sums.get(i)[p] += logits[i * area + seenAt];
        }
      }
    }
    for (float[] sum : sums) {
      for (int p = 0; p < area; p++) {
        sum[p] = (float) (1 / (1 + Math.exp(-sum[p] / LOOKS.size())));
      }
    }
    return sums;
  }

  private float[] logits(List<SegmenterWindow> windows, int side, View look) {
    int floats = SegmenterWindow.floats(side);
    float[] input = new float[windows.size() * floats];
    for (int i = 0; i < windows.size(); i++) {
      windows.get(i).fill(input, i * floats, look);
    }
    try (NDManager scope = TorchModule.newManager()) {
      NDArray x =
          scope.create(input, new Shape(windows.size(), SegmenterNetwork.CHANNELS, side, side));
      return module.call(scope, "segment", weights, x).head().toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
