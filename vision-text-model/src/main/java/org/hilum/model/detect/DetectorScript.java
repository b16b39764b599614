package org.hilum.model.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Walks through the detector's layers and writes each as a line of TorchScript. How a layer is
 * written is left to the kinds of arithmetic below.
 */
abstract class DetectorScript {

  private static final int[] CHANNELS = {16, 64, 96, 96};
  private static final int[] PYRAMID = {DetectorNetwork.FEATURES, 64, 64};
  private static final int GATE = 16;

  /** A convolution, with batch normalisation or else with a bias. */
  record Layer(String name, int inputs, int outputs, int kernel, int stride, boolean normalised) {

    int weights() {
      return outputs * inputs * kernel * kernel * kernel;
    }

    String shape() {
      return "[%d, %d, %d, %d, %d]".formatted(outputs, inputs, kernel, kernel, kernel);
    }

    /** Stride, padding, dilation, groups. */
    String geometry() {
      int padding = kernel / 2;
      return "[%1$d, %1$d, %1$d], [%2$d, %2$d, %2$d], [1, 1, 1], 1".formatted(stride, padding);
    }
  }

  private final StringBuilder lines = new StringBuilder();
  private final List<Layer> layers = new ArrayList<>();
  private int variables;

  /** The network's layers, in the order of their weights. */
  static List<Layer> allLayers() {
    DetectorScript script = new Training();
    script.body();
    return List.copyOf(script.layers);
  }

  /** A method's lines, from its variable {@code x0} to the statement that returns the answer. */
  final String body() {
    String top = top();
    answer(top, new Layer("answer", PYRAMID[0], DetectorNetwork.OUTPUTS, 1, 1, false));
    return lines.toString();
  }

  /** Likewise, to the statement that returns what the answer is read from, in 32 bits. */
  final String features() {
    String top = top();
    lines.append("    return ").append(inFloats(top)).append('\n');
    return lines.toString();
  }

  /** Appends all layers but the last. */
  private String top() {
    String[] levels = new String[CHANNELS.length];
    String x = convolve("x0", new Layer("stem", 1, CHANNELS[0], 5, 2, true), true);
    levels[0] = residual(x, "level2.block1", CHANNELS[0]);
    for (int i = 1; i < CHANNELS.length; i++) {
      String name = "level" + (2 << i);
      Layer down = new Layer(name + ".down", CHANNELS[i - 1], CHANNELS[i], 3, 2, true);
      x = residual(convolve(levels[i - 1], down, true), name + ".block1", CHANNELS[i]);
      levels[i] = i == CHANNELS.length - 1 ? x : residual(x, name + ".block2", CHANNELS[i]);
    }
    String top = levels[CHANNELS.length - 1];
    int topChannels = CHANNELS[CHANNELS.length - 1];
    for (int i = PYRAMID.length - 1; i >= 0; i--) {
      String name = "pyramid" + (2 << i);
      String gated = gate(levels[i], CHANNELS[i], top, topChannels, name);
      Layer lateral = new Layer(name + ".lateral", CHANNELS[i], PYRAMID[i], 1, 1, true);
      String beside = convolve(gated, lateral, false);
      Layer raise = new Layer(name + ".raise", topChannels, PYRAMID[i], 1, 1, true);
      String raised = upsample(convolve(top, raise, false), levels[i]);
      Layer smooth = new Layer(name + ".smooth", PYRAMID[i], PYRAMID[i], 3, 1, true);
      top = convolve(sum(beside, raised), smooth, true);
      topChannels = PYRAMID[i];
    }
    return top;
  }

  private String residual(String x, String name, int channels) {
    Layer first = new Layer(name + ".first", channels, channels, 3, 1, true);
    Layer second = new Layer(name + ".second", channels, channels, 3, 1, true);
    return sum(convolve(convolve(x, first, true), second, false), x);
  }

  /** What the coarser level says about each place decides how much of the skip passes. */
  private String gate(String skip, int channels, String coarse, int coarseChannels, String name) {
    Layer skipLayer = new Layer(name + ".gate.skip", channels, GATE, 1, 2, true);
    String seen = convolve(skip, skipLayer, false);
    Layer coarseLayer = new Layer(name + ".gate.coarse", coarseChannels, GATE, 1, 1, true);
    String context = convolve(coarse, coarseLayer, false);
    Layer answer = new Layer(name + ".gate.answer", GATE, 1, 1, 1, false);
    String logit = convolve(sum(seen, context), answer, false);
    return product(skip, upsample(sigmoid(logit), skip));
  }

  private String upsample(String x, String like) {
    String size = assign("torch.size(%s)", like);
    return assign("torch.upsample_nearest3d(%s, torch.slice(%s, 2), None)", x, size);
  }

  private String convolve(String x, Layer layer, boolean rectified) {
    layers.add(layer);
    return convolution(x, layer, layers.size() - 1, rectified);
  }

  private void answer(String x, Layer layer) {
    layers.add(layer);
    String value = lastConvolution(x, layer, layers.size() - 1);
    lines.append("    return ").append(value).append('\n');
  }

  /**
   * @param index of the layer
   * @param rectified whether negative values become zero
   * @return the variable that holds the result, as of the other operations
   */
  abstract String convolution(String x, Layer layer, int index, boolean rectified);

  /** The network's answer in 32 bits; an expression. */
  abstract String lastConvolution(String x, Layer layer, int index);

  /** An array in 32 bits; an expression. */
  String inFloats(String x) {
    return "torch.to(%s, 6)".formatted(x);
  }

  /** The rectified sum. */
  abstract String sum(String x, String y);

  String sigmoid(String x) {
    return assign("torch.sigmoid(%s)", x);
  }

  String product(String x, String weight) {
    return assign("torch.mul(%s, %s)", x, weight);
  }

  final String assign(String expression, Object... arguments) {
    String name = "t" + variables++;
    lines
        .append("    ")
        .append(name)
        .append(" = ")
        .append(String.format(Locale.ROOT, expression, arguments))
        .append('\n');
    return name;
  }

  /**
   * In {@code @TYPE@}, from one vector of parameters {@code p}, with statistics {@code s} of the
   * batch.
   */
  static final class Training extends DetectorScript {

    private int parameter;
    private int statistic;

    @Override
    String convolution(String x, Layer layer, int index, boolean rectified) {
      int p = parameter;
      if (!layer.normalised()) {
        parameter += 2;
        return unnormalised(x, layer, p);
      }
      parameter += 3;
      String weight = assign("(self).kernel(p[%d], %s, )", p, layer.shape());
      String convolved = assign("torch.conv3d(%s, %s, None, %s)", x, weight, layer.geometry());
      int s = statistic;
      statistic += 2;
      String normalised = assign("(self).norm(%s, p, %d, s, %d, )", convolved, p + 1, s);
      return rectified ? assign("torch.relu(%s)", normalised) : normalised;
    }

    /**
     * In 32 bits: oneDNN's bf16 gradient with respect to the input of a convolution of one or three
     * outputs is partly uninitialised memory (PyTorch 2.5.1; DetectorNetworkTest).
     */
    private String unnormalised(String x, Layer layer, int p) {
      return assign(
          "torch.conv3d(torch.to(%s, 6), torch.reshape(p[%d], %s), p[%d], %s)",
          x, p, layer.shape(), p + 1, layer.geometry());
    }

    @Override
    String lastConvolution(String x, Layer layer, int index) {
      return unnormalised(x, layer, parameter);
    }

    @Override
    String sum(String x, String y) {
      return assign("torch.relu(torch.add(%s, %s))", x, y);
    }

    @Override
    String sigmoid(String x) {
      return assign("torch.to(torch.sigmoid(%s), @TYPE@)", x);
    }
  }

  /** In floats, from lists of kernels {@code w} and offsets {@code b}. */
  static class Inference extends DetectorScript {

    @Override
    String convolution(String x, Layer layer, int index, boolean rectified) {
      String y = assign("torch.conv3d(%1$s, w[%2$d], b[%2$d], %3$s)", x, index, layer.geometry());
      return rectified ? assign("torch.relu_(%s)", y) : y;
    }

    @Override
    String lastConvolution(String x, Layer layer, int index) {
      return "torch.to(torch.conv3d(%1$s, w[%2$d], b[%2$d], %3$s), 6)"
          .formatted(x, index, layer.geometry());
    }

    @Override
    String sum(String x, String y) {
      return assign("torch.relu_(torch.add(%s, %s))", x, y);
    }
  }

  /** In floats, appending to {@code seen} the range of all that eight bits will have to hold. */
  static final class Observed extends Inference {

    private String observed(String x) {
      assign("torch.append(seen, torch.stack([torch.min(%1$s), torch.max(%1$s)]))", x);
      return x;
    }

    @Override
    String convolution(String x, Layer layer, int index, boolean rectified) {
      return observed(super.convolution(x, layer, index, rectified));
    }

    @Override
    String lastConvolution(String x, Layer layer, int index) {
      return "seen";
    }

    @Override
    String sum(String x, String y) {
      return observed(super.sum(x, y));
    }

    @Override
    String product(String x, String weight) {
      return observed(super.product(x, weight));
    }
  }

  /**
   * In eight bits, from packed kernels {@code p}, and for all that {@link Observed} sees, in its
   * order, a scale {@code s} and a zero point {@code z}. Only the answer is in floats, from the
   * last layer's packed kernel {@code last}.
   */
  static final class Quantised extends DetectorScript {

    private int seen;

    int arrays() {
      return seen;
    }

    private String scaled(String operation, String x, String y) {
      int i = seen++;
      return assign("ops.quantized.%1$s(%2$s, %3$s, s[%4$d], z[%4$d])", operation, x, y, i);
    }

    @Override
    String convolution(String x, Layer layer, int index, boolean rectified) {
      return scaled(rectified ? "conv3d_relu" : "conv3d", x, "p[" + index + "]");
    }

    @Override
    String lastConvolution(String x, Layer layer, int index) {
      int i = seen - 1;
      return "(self).answer(%1$s, s[%2$d], z[%2$d], last, )".formatted(x, i);
    }

    @Override
    String inFloats(String x) {
      return "torch.dequantize(%s)".formatted(x);
    }

    @Override
    String sum(String x, String y) {
      return scaled("add_relu", x, y);
    }

    @Override
    String product(String x, String weight) {
      return scaled("mul", x, weight);
    }
  }
}
