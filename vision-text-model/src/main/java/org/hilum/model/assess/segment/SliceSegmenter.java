package org.hilum.model.assess.segment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.torch.TorchModule;

/** Runs the segmenter on windows. Safe for use by several threads. */
public final class SliceSegmenter implements AutoCloseable {

  /** Pixels a call, to bound native memory. */
  private static final int PIXELS_A_CALL = 32 * SegmenterWindow.SMALL * SegmenterWindow.SMALL;

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
    int floats = SegmenterWindow.floats(side);
    float[] input = new float[windows.size() * floats];
    for (int i = 0; i < windows.size(); i++) {
      windows.get(i).fill(input, i * floats, SegmenterWindow.View.PLAIN);
    }
    float[] logits;
    try (NDManager scope = TorchModule.newManager()) {
      NDArray x =
          scope.create(input, new Shape(windows.size(), SegmenterNetwork.CHANNELS, side, side));
      logits = module.call(scope, "segment", weights, x).head().toFloatArray();
    }
    List<float[]> results = new ArrayList<>(windows.size());
    int area = side * side;
    for (int i = 0; i < windows.size(); i++) {
      float[] probability = new float[area];
      for (int p = 0; p < area; p++) {
        probability[p] = (float) (1 / (1 + Math.exp(-logits[i * area + p])));
      }
      results.add(probability);
    }
    return results;
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
