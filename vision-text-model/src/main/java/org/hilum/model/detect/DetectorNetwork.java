package org.hilum.model.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.hilum.model.detect.DetectorScript.Layer;

/**
 * The detector's network as TorchScript: a residual encoder at strides 2, 4, 8 and 16, and a
 * feature pyramid back to stride 2 whose skips pass attention gates (Oktay et al. 2018,
 * arXiv:1804.03999). Input {@code [batch, 1, depth, height, width]} at 1 mm, -1000 to 400 HU as 0
 * to 1, sides divisible by 16; output {@code [batch, 3, depth/2, height/2, width/2]}: the logit of
 * the centre heat map, the natural logarithm of the diameter in mm, the logit of the nodule mask.
 *
 * <p>All parameters live in one vector, all running statistics in another: the optimizer then is
 * four vector operations, and a checkpoint a handful of arrays. For inference, normalisation is
 * folded into the convolutions.
 */
final class DetectorNetwork {

  /** Changes whenever the layers do. */
  static final String ARCHITECTURE = "hilum-detector-1";

  /** The sides of an input must be divisible by this. */
  static final int COARSEST_STRIDE = 16;

  /**
   * At the coarsest stride a smaller window is narrower than the kernels, and oneDNN's bf16
   * gradient of such kernels is partly uninitialised memory (PyTorch 2.5.1; DetectorNetworkTest).
   */
  static final int SMALLEST_TRAINING_WINDOW = 48;

  static final int OUTPUT_STRIDE = 2;
  static final int OUTPUTS = 3;

  /** A step of an image in bytes, 0 to 1. */
  static final double INPUT_SCALE = 1.0 / 255;

  /** What the outputs are read from, at each place. */
  static final int FEATURES = 32;

  private static final double NORM_EPSILON = 1e-5;

  /** With a rare positive class, a first answer of 0.01 keeps the first losses small. */
  private static final double HEAT_BIAS = -4.6;

  private static final double LOG_DIAMETER_BIAS = Math.log(8);

  private static final String PREPARE =
      """
      def prepare(self: __torch__.Ops, xs: List[Tensor], lowPrecision: bool) -> List[Tensor]:
        ys = annotate(List[Tensor], [])
        for i in range(torch.len(xs)):
          y = torch.clone(xs[i])
          if lowPrecision:
            y = torch.to(y, 15)
          if torch.eq(torch.dim(y), 5):
            y = torch.contiguous(y, memory_format=3)
          _0 = torch.append(ys, y)
        return ys
    """;

  private static final String PACKED = "__torch__.torch.classes.quantized.Conv3dPackedParamsBase";

  /** A convolution's kernel and bias after folding; the kernel row-major. */
  record Folded(Layer layer, float[] weights, float[] bias) {}

  private final List<Layer> layers = DetectorScript.allLayers();

  List<Layer> layers() {
    return layers;
  }

  int parameterCount() {
    return layers.stream().mapToInt(l -> l.weights() + parameterTail(l)).sum();
  }

  int statisticCount() {
    return layers.stream().filter(Layer::normalised).mapToInt(l -> 2 * l.outputs()).sum();
  }

  /** How many arrays the quantised network keeps in eight bits. */
  int quantisedArrays() {
    DetectorScript.Quantised script = new DetectorScript.Quantised();
    script.body();
    return script.arrays();
  }

  private static int parameterTail(Layer layer) {
    return layer.normalised() ? 2 * layer.outputs() : layer.outputs();
  }

  /**
   * He-initialised parameters; the last convolution of each residual block begins at a small gain.
   */
  float[] initialParameters(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[parameterCount()];
    int at = 0;
    for (Layer layer : layers) {
      double fanIn = (double) layer.inputs() * layer.kernel() * layer.kernel() * layer.kernel();
      double deviation = layer.normalised() ? Math.sqrt(2 / fanIn) : 0.01;
      for (int i = 0; i < layer.weights(); i++) {
        values[at++] = (float) (deviation * random.nextGaussian());
      }
      if (layer.normalised()) {
        float gain = layer.name().endsWith(".second") ? 0.2f : 1;
        for (int i = 0; i < layer.outputs(); i++) {
          values[at++] = gain;
        }
        at += layer.outputs();
      } else {
        if (layer.name().equals("answer")) {
          values[at] = (float) HEAT_BIAS;
          values[at + 1] = (float) LOG_DIAMETER_BIAS;
          values[at + 2] = (float) HEAT_BIAS;
        }
        at += layer.outputs();
      }
    }
    return values;
  }

  /** Means of 0 and variances of 1. */
  float[] initialStatistics() {
    float[] values = new float[statisticCount()];
    int at = 0;
    for (Layer layer : layers) {
      if (layer.normalised()) {
        at += layer.outputs();
        for (int i = 0; i < layer.outputs(); i++) {
          values[at++] = 1;
        }
      }
    }
    return values;
  }

  /** 1 for the parameters that weight decay pulls to zero (kernels), 0 for the others. */
  float[] decayMask() {
    float[] values = new float[parameterCount()];
    int at = 0;
    for (Layer layer : layers) {
      java.util.Arrays.fill(values, at, at + layer.weights(), 1);
      at += layer.weights() + parameterTail(layer);
    }
    return values;
  }

  /** Folds normalisation into the convolutions. */
  List<Folded> fold(float[] parameters, float[] statistics) {
    List<Folded> folded = new ArrayList<>();
    int p = 0;
    int s = 0;
    for (Layer layer : layers) {
      float[] weights = java.util.Arrays.copyOfRange(parameters, p, p + layer.weights());
      p += layer.weights();
      float[] bias = new float[layer.outputs()];
      if (layer.normalised()) {
        int fanIn = layer.weights() / layer.outputs();
        for (int c = 0; c < layer.outputs(); c++) {
          double mean = statistics[s + c];
          double variance = statistics[s + layer.outputs() + c];
          double scale = parameters[p + c] / Math.sqrt(variance + NORM_EPSILON);
          for (int i = 0; i < fanIn; i++) {
            weights[c * fanIn + i] *= (float) scale;
          }
          bias[c] = (float) (parameters[p + layer.outputs() + c] - mean * scale);
        }
        s += 2 * layer.outputs();
      } else {
        System.arraycopy(parameters, p, bias, 0, layer.outputs());
      }
      p += parameterTail(layer);
      folded.add(new Folded(layer, weights, bias));
    }
    return folded;
  }

  /**
   * {@code prepare(tensors, lowPrecision)} copies weights into the form that {@code infer(x,
   * weights, biases)} runs in; the answer is in 32 bits. It must copy: a tensor made from a Java
   * array only borrows the array's memory. {@code features} takes the same and gives what the
   * answer is read from.
   */
  String inferenceScript() {
    return PREPARE
        + inference("infer", new DetectorScript.Inference().body())
        + inference("features", new DetectorScript.Inference().features());
  }

  private static String inference(String name, String body) {
    return """
      def @NAME@(self: __torch__.Ops, x: Tensor, w: List[Tensor], b: List[Tensor]) -> Tensor:
        x0 = torch.contiguous(torch.to(x, ops.prim.dtype(w[0])), memory_format=3)
    """
            .replace("@NAME@", name)
        + body;
  }

  /**
   * {@code ranges(x, weights, biases)} gives the least and greatest value of each array that the
   * quantised network keeps in eight bits; {@code prepare} is as above.
   */
  String observingScript() {
    return PREPARE
        + """
      def ranges(self: __torch__.Ops, x: Tensor, w: List[Tensor], b: List[Tensor]) -> List[Tensor]:
        seen = annotate(List[Tensor], [])
        x0 = torch.contiguous(x, memory_format=3)
    """
        + new DetectorScript.Observed().body();
  }

  /**
   * {@code pack(weights, scales, biases)} gives all kernels but the last in eight bits, a scale a
   * channel, as the native engine wants them, and {@code packLast(weight, scale, bias)} the last,
   * in twice eight bits: the second eight hold what rounding left of the first. {@code infer(x,
   * packed, scales, zeroPoints, last)} takes images in bytes, these, and a scale and a zero point
   * for each array that {@code ranges} sees. {@code features} takes the same and gives what the
   * answer is read from.
   */
  String quantisedScript() {
    StringBuilder packing = new StringBuilder();
    for (int i = 0; i < layers.size() - 1; i++) {
      packing.append(
          "    _%1$d = torch.append(ps, ops.quantized.conv3d_prepack((self).inEightBits(w[%1$d], s[%1$d], ), torch.clone(b[%1$d]), %2$s))\n"
              .formatted(i, layers.get(i).geometry()));
    }
    return """
      def inEightBits(self: __torch__.Ops, w: Tensor, s: Tensor) -> Tensor:
        return torch.quantize_per_channel(w, s, torch.zeros_like(s, dtype=4), 0, 12)
      def packLast(self: __torch__.Ops, w: Tensor, s: Tensor, b: Tensor) -> List[Tensor]:
        coarse = (self).inEightBits(w, s, )
        fineScale = torch.div(s, 254.)
        fine = (self).inEightBits(torch.sub(w, torch.dequantize(coarse)), fineScale, )
        scales = torch.cat([s, fineScale])
        weights = torch.cat([torch.int_repr(coarse), torch.int_repr(fine)])
        packed = ops.onednn.qconv_prepack(weights, scales, 1., 0, @LAST@, None)
        return [packed, scales, torch.zeros_like(scales, dtype=3), torch.cat([b, torch.zeros_like(b)])]
      def answer(self: __torch__.Ops, x: Tensor, scale: float, zero: int, last: List[Tensor]) -> Tensor:
        y = ops.onednn.qconv3d_pointwise(torch.int_repr(x), scale, zero, last[0], last[1], last[2], last[3], @LAST@, 1., 0, 6, "none", annotate(List[Optional[number]], []), "")
        return torch.add(torch.slice(y, 1, 0, @OUTPUTS@), torch.slice(y, 1, @OUTPUTS@))
      def pack(self: __torch__.Ops, w: List[Tensor], s: List[Tensor], b: List[Tensor]) -> List[@PACKED@]:
        ps = annotate(List[@PACKED@], [])
    @PACKING@    return ps
    """
            .replace("@PACKED@", PACKED)
            .replace("@PACKING@", packing)
            .replace("@LAST@", layers.get(layers.size() - 1).geometry())
            .replace("@OUTPUTS@", Integer.toString(OUTPUTS))
        + quantised("infer", new DetectorScript.Quantised().body())
        + quantised("features", new DetectorScript.Quantised().features());
  }

  private static String quantised(String name, String body) {
    return """
      def @NAME@(self: __torch__.Ops, x: Tensor, p: List[@PACKED@], s: List[float], z: List[int], last: List[Tensor]) -> Tensor:
        x0 = torch._make_per_tensor_quantized_tensor(x, @INPUT@, 0)
    """
            .replace("@NAME@", name)
            .replace("@PACKED@", PACKED)
            .replace("@INPUT@", Double.toString(INPUT_SCALE))
        + body;
  }

  /**
   * {@code loss(parameters, statistics, x, targets)} and {@code step(…)}; targets are {@code
   * [batch, 4, …]} at stride 2: the heat map, the weight of each voxel (0 ignores it), the log
   * diameter (0 where there is none), the soft mask.
   *
   * @param low whether convolutions compute in bf16, or else in 32 bits
   */
  String trainingScript(boolean low) {
    String sizes =
        layers.stream()
            .map(
                l ->
                    l.normalised()
                        ? "%d, %d, %d".formatted(l.weights(), l.outputs(), l.outputs())
                        : "%d, %d".formatted(l.weights(), l.outputs()))
            .collect(Collectors.joining(", ", "[", "]"));
    String statisticSizes =
        layers.stream()
            .filter(Layer::normalised)
            .map(l -> "%d, %d".formatted(l.outputs(), l.outputs()))
            .collect(Collectors.joining(", ", "[", "]"));
    return """
      def kernel(self: __torch__.Ops, w: Tensor, shape: List[int]) -> Tensor:
        return torch.contiguous(torch.to(torch.reshape(w, shape), @TYPE@), memory_format=3)
      def norm(self: __torch__.Ops, x: Tensor, p: List[Tensor], i: int, s: List[Tensor], j: int) -> Tensor:
        return torch.batch_norm(x, p[i], p[torch.add(i, 1)], s[j], s[torch.add(j, 1)], True, 0.05, 1e-5, False)
      def network(self: __torch__.Ops, parameters: Tensor, statistics: Tensor, x: Tensor) -> Tensor:
        p = torch.split_with_sizes(parameters, @SIZES@, 0)
        s = torch.split_with_sizes(statistics, @STATISTICS@, 0)
        x0 = torch.contiguous(torch.to(x, @TYPE@), memory_format=3)
    @BODY@  def loss(self: __torch__.Ops, parameters: Tensor, statistics: Tensor, x: Tensor, targets: Tensor) -> List[Tensor]:
        y = (self).network(parameters, statistics, x, )
        logit = torch.select(y, 1, 0)
        heat = torch.select(targets, 1, 0)
        weight = torch.select(targets, 1, 1)
        isCentre = torch.to(torch.ge(heat, 0.999), 6)
        p = torch.sigmoid(logit)
        hit = torch.mul(torch.mul(torch.pow(torch.rsub(p, 1), 2), torch.log_sigmoid(logit)), isCentre)
        away = torch.mul(torch.mul(torch.mul(torch.pow(p, 2), torch.log_sigmoid(torch.neg(logit))), torch.pow(torch.rsub(heat, 1), 4)), torch.rsub(isCentre, 1))
        centres = torch.clamp_min(torch.sum(torch.mul(isCentre, weight)), 1.)
        focal = torch.div(torch.neg(torch.sum(torch.mul(torch.add(hit, away), weight))), centres)
        logDiameter = torch.select(targets, 1, 2)
        sized = torch.mul(torch.to(torch.gt(logDiameter, 0), 6), weight)
        size = torch.div(torch.sum(torch.mul(torch.smooth_l1_loss(torch.select(y, 1, 1), logDiameter, 0, 0.1), sized)), torch.clamp_min(torch.sum(sized), 1.))
        maskLogit = torch.select(y, 1, 2)
        mask = torch.select(targets, 1, 3)
        m = torch.sigmoid(maskLogit)
        kept = torch.clamp_max(weight, 1.)
        overlap = torch.sum(torch.mul(torch.mul(m, mask), kept), [1, 2, 3])
        both = torch.add(torch.sum(torch.mul(torch.add(m, mask), kept), [1, 2, 3]), 30.)
        dice = torch.mean(torch.rsub(torch.div(torch.add(torch.mul(overlap, 2.), 30.), both), 1.))
        surprise = torch.pow(torch.sub(m, mask), 2)
        pixel = torch.binary_cross_entropy_with_logits(maskLogit, mask, None, None, 0)
        maskFocal = torch.mul(torch.mean(torch.mul(torch.mul(surprise, pixel), kept)), 20.)
        total = torch.add(torch.add(torch.add(focal, size), dice, alpha=0.5), maskFocal)
        return [total, focal, size, dice, maskFocal]
      def step(self: __torch__.Ops, parameters: Tensor, gradient: Tensor, m: Tensor, v: Tensor, average: Tensor, decayMask: Tensor, rate: float, decay: float, clip: float, correction1: float, correction2: float, keep: float) -> Tensor:
        norm = torch.norm(gradient)
        share = torch.nan_to_num(torch.clamp_max(torch.div(clip, torch.add(norm, 1e-6)), 1.), 0., 0., 0.)
        g = torch.mul(torch.nan_to_num(gradient, 0., 0., 0.), share)
        _1 = torch.add_(torch.mul_(m, 0.9), g, alpha=0.1)
        _2 = torch.addcmul_(torch.mul_(v, 0.999), g, g, value=0.001)
        _3 = torch.mul_(parameters, torch.rsub(torch.mul(decayMask, torch.mul(rate, decay)), 1.))
        denominator = torch.add(torch.sqrt(torch.div(v, correction2)), 1e-8)
        _4 = torch.addcdiv_(parameters, torch.div(m, correction1), denominator, value=torch.neg(rate))
        _5 = torch.add_(torch.mul_(average, keep), parameters, alpha=torch.sub(1., keep))
        _6 = torch.zero_(gradient)
        return norm
    """
        .replace("@SIZES@", sizes)
        .replace("@STATISTICS@", statisticSizes)
        .replace("@BODY@", new DetectorScript.Training().body())
        .replace("@TYPE@", low ? "15" : "6");
  }
}
