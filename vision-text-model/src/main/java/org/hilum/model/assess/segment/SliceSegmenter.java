package org.hilum.model.assess.segment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.segment.SegmenterWindow.View;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.Workers;

/** Runs the segmenter on windows. Safe for use by several threads. */
public final class SliceSegmenter implements AutoCloseable {

  /** Pixels a call, to bound native memory. */
  private static final int PIXELS_A_CALL = 32 * SegmenterWindow.SMALL * SegmenterWindow.SMALL;

  /** The window as it is and turned by half; what is said of a pixel is the mean. */
  private static final List<View> VIEWS = List.of(View.PLAIN, View.HALF_TURN);

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
    return look(windows).stream().map(SeenWindow::probabilities).toList();
  }

  /** One a window; all windows have the same side. */
  List<SeenWindow> look(List<SegmenterWindow> windows) {
    List<SeenWindow> seen = new ArrayList<>(windows.size());
    if (windows.isEmpty()) {
      return seen;
    }
    int batch = Math.max(1, PIXELS_A_CALL / windows.get(0).pixels());
    for (int from = 0; from < windows.size(); from += batch) {
      seen.addAll(run(windows.subList(from, Math.min(windows.size(), from + batch))));
    }
    return seen;
  }

  private List<SeenWindow> run(List<SegmenterWindow> windows) {
    List<Answer> answers = Workers.each(VIEWS, view -> answer(windows, view));
    List<SeenWindow> seen = new ArrayList<>(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      seen.add(seen(windows.get(i), answers, i));
    }
    return seen;
  }

  /**
   * The network's to several windows.
   *
   * @param logits one a pixel
   * @param features {@link SegmenterNetwork#FEATURES} channels
   */
  private record Answer(float[] logits, float[] features) {}

  /**
   * @param answers a view each
   * @param index of the window
   */
  private static SeenWindow seen(SegmenterWindow window, List<Answer> answers, int index) {
    int side = window.side();
    int area = window.pixels();
    int floats = SegmenterNetwork.FEATURES * area / SegmenterNetwork.FOLD / SegmenterNetwork.FOLD;
    float[] sums = new float[area];
    List<SeenWindow.Look> looks = new ArrayList<>();
    for (int v = 0; v < VIEWS.size(); v++) {
      View view = VIEWS.get(v);
      Answer answer = answers.get(v);
      for (int p = 0; p < area; p++) {
        sums[p] += answer.logits()[index * area + window.placed(p % side, p / side, view)];
      }
      looks.add(
          new SeenWindow.Look(
              view, Arrays.copyOfRange(answer.features(), index * floats, (index + 1) * floats)));
    }
    for (int p = 0; p < area; p++) {
      sums[p] = (float) (1 / (1 + Math.exp(-sums[p] / VIEWS.size())));
    }
    return new SeenWindow(window, sums, looks);
  }

  private Answer answer(List<SegmenterWindow> windows, View view) {
    int side = windows.get(0).side();
    int floats = SegmenterWindow.floats(side);
    float[] input = new float[windows.size() * floats];
    for (int i = 0; i < windows.size(); i++) {
      windows.get(i).fill(input, i * floats, view);
    }
    try (NDManager scope = TorchModule.newManager()) {
      NDArray x =
          scope.create(input, new Shape(windows.size(), SegmenterNetwork.CHANNELS, side, side));
      NDList answer = module.call(scope, "segment", weights, x);
      return new Answer(answer.get(0).toFloatArray(), answer.get(1).toFloatArray());
    }
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
