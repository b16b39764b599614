package org.hilum.model.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.hilum.model.ModelException;
import org.hilum.model.detect.DetectorNetwork.Folded;
import org.hilum.model.torch.TorchModule;
import org.jspecify.annotations.Nullable;

/**
 * The detector's network with its weights, ready to look at images. Safe for use by several
 * threads.
 */
abstract sealed class DetectorInference implements AutoCloseable {

  private static final float RANGE_MARGIN = 1.2f;

  /** Half precision, in which weights are kept, ends at 65,504. */
  private static final float WIDEST_RANGE = 50_000;

  private static final int GREATEST_BYTE = 255;

  private static final int GREATEST_WEIGHT = 127;

  /** Of one small image alone, PyTorch 2.5.1 computes convolutions in 32 bits without oneDNN. */
  private static final int OBSERVED_AT_ONCE = 4;

  /** So many voxels are worth a thread's while. */
  private static final int PART = 1 << 16;

  final TorchModule module;
  final NDManager manager;

  private DetectorInference(String script) {
    this.module = TorchModule.compile("detector", script);
    this.manager = TorchModule.newManager();
  }

  /**
   * @param ranges least and greatest value of each array in turn, as {@link #ranges} gives them;
   *     needed for eight bits only
   * @throws ModelException if the precision is int8 and the ranges are missing, damaged or of
   *     another network, or this machine has no arithmetic for it
   */
  static DetectorInference of(
      float[] parameters, float[] statistics, float @Nullable [] ranges, Precision precision) {
    if (precision == Precision.BF16 && !precision.runsHere()) {
      throw new ModelException("bf16 needs a processor with AVX-512, or a GPU; choose fp32");
    }
    DetectorNetwork network = new DetectorNetwork();
    List<Folded> layers = network.fold(parameters, statistics);
    if (precision != Precision.INT8) {
      return new Floats(network.inferenceScript(), layers, precision == Precision.BF16);
    }
    if (ranges == null || ranges.length != 2 * network.quantisedArrays()) {
      throw new ModelException(
          "The detector's weights are not calibrated for int8; choose bf16 or fp32,"
              + " or finish their training");
    }
    for (int i = 0; i < ranges.length; i += 2) {
      if (!(ranges[i] <= 0 && ranges[i + 1] >= 0 && ranges[i + 1] - ranges[i] < WIDEST_RANGE)) {
        throw new ModelException(
            "The detector's weights are damaged: array %d reaches from %f to %f"
                .formatted(i / 2, ranges[i], ranges[i + 1]));
      }
    }
    if (!Precision.INT8.runsHere()) {
      throw new ModelException(
          "int8 needs a processor with AVX-512 VNNI, and no GPU; choose bf16 or fp32");
    }
    return new Bytes(network.quantisedScript(), layers, ranges);
  }

  /**
   * What the arrays hold that eight bits are to hold, measured in 32 bits. What is cut off at a
   * range's end costs more than what is rounded within: nodules are where values are greatest.
   *
   * @param images of {@code side³} voxels, 0 to 1
   * @return the least and the greatest value of each array over all images, and a little more
   * @throws ModelException if a value is no number
   */
  static float[] ranges(float[] parameters, float[] statistics, Stream<float[]> images, int side) {
    DetectorNetwork network = new DetectorNetwork();
    float[] ranges = new float[2 * network.quantisedArrays()];
    try (Floats floats =
        new Floats(network.observingScript(), network.fold(parameters, statistics), false)) {
      Iterator<float[]> rest = images.iterator();
      while (rest.hasNext()) {
        FloatBuffer some = FloatBuffer.allocate(OBSERVED_AT_ONCE * side * side * side);
        while (rest.hasNext() && some.hasRemaining()) {
          some.put(rest.next());
        }
        some.flip();
        try (NDManager scratch = floats.manager.newSubManager()) {
          int count = some.remaining() / (side * side * side);
          NDArray input = scratch.create(some, new Shape(count, 1, side, side, side));
          int at = 0;
          for (NDArray range : floats.call(scratch, "ranges", input)) {
            float[] ends = range.toFloatArray();
            if (!(ends[1] - ends[0] < WIDEST_RANGE)) {
              throw new ModelException("The detector computes %f".formatted(ends[1]));
            }
            ranges[at] = Math.min(ranges[at], RANGE_MARGIN * ends[0]);
            ranges[at + 1] = Math.max(ranges[at + 1], RANGE_MARGIN * ends[1]);
            at += 2;
          }
        }
      }
    }
    return ranges;
  }

  /**
   * The network's output, row-major.
   *
   * @param hu images of a shape it can take
   */
  final float[] answer(short[] hu, Shape shape) {
    return run("infer", hu, shape);
  }

  /** What the output is read from: {@link DetectorNetwork#FEATURES} channels, row-major. */
  final float[] features(short[] hu, Shape shape) {
    return run("features", hu, shape);
  }

  private float[] run(String method, short[] hu, Shape shape) {
    try (NDManager scratch = manager.newSubManager()) {
      return call(scratch, method, input(scratch, hu, shape)).head().toFloatArray();
    }
  }

  abstract NDArray input(NDManager scratch, short[] hu, Shape shape);

  abstract NDList call(NDManager scratch, String method, NDArray input);

  /** Calls with each voxel's place, on all cores. */
  private static void forEach(short[] hu, IntConsumer voxel) {
    IntStream.range(0, (hu.length + PART - 1) / PART)
        .parallel()
        .forEach(
            part -> {
              int end = Math.min(hu.length, (part + 1) * PART);
              for (int i = part * PART; i < end; i++) {
                voxel.accept(i);
              }
            });
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }

  private static NDArray kernel(NDManager scratch, Folded folded) {
    DetectorScript.Layer layer = folded.layer();
    int side = layer.kernel();
    return scratch.create(
        folded.weights(), new Shape(layer.outputs(), layer.inputs(), side, side, side));
  }

  private static final class Floats extends DetectorInference {

    private final NDList weights;
    private final NDList biases;

    Floats(String script, List<Folded> layers, boolean low) {
      super(script);
      boolean done = false;
      try (NDManager scratch = manager.newSubManager()) {
        NDList kernels = new NDList();
        NDList offsets = new NDList();
        for (Folded folded : layers) {
          kernels.add(kernel(scratch, folded));
          offsets.add(scratch.create(folded.bias()));
        }
        this.weights = module.call(manager, "prepare", kernels, low);
        this.biases = module.call(manager, "prepare", offsets, low);
        done = true;
      } finally {
        if (!done) {
          close();
        }
      }
    }

    @Override
    NDArray input(NDManager scratch, short[] hu, Shape shape) {
      float[] values = new float[hu.length];
      forEach(hu, i -> values[i] = NoduleDetector.normalised(hu[i]));
      return scratch.create(FloatBuffer.wrap(values), shape);
    }

    @Override
    NDList call(NDManager scratch, String method, NDArray input) {
      return module.call(scratch, method, input, weights, biases);
    }
  }

  /** Kernels in eight bits, symmetric, a scale a channel; arrays in eight bits, a scale each. */
  private static final class Bytes extends DetectorInference {

    private static final byte[] BYTE_OF_HU = bytesOfHu();

    private final double[] scales;
    private final long[] zeroPoints;
    private final List<TorchModule.Opaque> opened = new ArrayList<>();
    private final TorchModule.Opaque packedForWindows;
    private final TorchModule.Opaque packed;
    private final TorchModule.Opaque last;

    Bytes(String script, List<Folded> layers, float[] ranges) {
      super(script);
      this.scales = new double[ranges.length / 2];
      this.zeroPoints = new long[scales.length];
      for (int i = 0; i < scales.length; i++) {
        double least = ranges[2 * i];
        scales[i] = Math.max(1e-6, (ranges[2 * i + 1] - least) / GREATEST_BYTE);
        zeroPoints[i] = Math.round(-least / scales[i]);
      }
      boolean done = false;
      try (NDManager scratch = manager.newSubManager()) {
        NDList kernels = new NDList();
        NDList kernelScales = new NDList();
        NDList offsets = new NDList();
        for (Folded folded : layers) {
          kernels.add(kernel(scratch, folded));
          kernelScales.add(scratch.create(scales(folded)));
          offsets.add(scratch.create(folded.bias()));
        }
        int end = layers.size() - 1;
        this.packedForWindows = opened(module.callOpaque("pack", kernels, kernelScales, offsets));
        this.packed = opened(module.callOpaque("pack", kernels, kernelScales, offsets));
        this.last =
            opened(
                module.callOpaque(
                    "packLast", kernels.get(end), kernelScales.get(end), offsets.get(end)));
        settle(NoduleDetector.WINDOW);
        settle(NoduleDetector.WINDOW_OF_LARGE);
        done = true;
      } finally {
        if (!done) {
          close();
        }
      }
    }

    /**
     * The first call settles the packed kernels' form, which threads must not do together. What
     * suits small images does not suit others, for which all kernels would be turned at every call.
     */
    private void settle(int side) {
      answer(new short[side * side * side], new Shape(1, 1, side, side, side));
    }

    /** Rounds as PyTorch's {@code quantize_per_tensor} does. */
    private static byte[] bytesOfHu() {
      byte[] bytes = new byte[Short.MAX_VALUE - Short.MIN_VALUE + 1];
      float perStep = 1f / (float) DetectorNetwork.INPUT_SCALE;
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Math.rint(NoduleDetector.normalised(i + Short.MIN_VALUE) * perStep);
      }
      return bytes;
    }

    private TorchModule.Opaque opened(TorchModule.Opaque opaque) {
      opened.add(opaque);
      return opaque;
    }

    private static float[] scales(Folded folded) {
      float[] weights = folded.weights();
      float[] scales = new float[folded.bias().length];
      int fanIn = weights.length / scales.length;
      for (int i = 0; i < weights.length; i++) {
        float scale = Math.abs(weights[i]) / GREATEST_WEIGHT;
        scales[i / fanIn] = Math.max(scales[i / fanIn], scale);
      }
      for (int c = 0; c < scales.length; c++) {
        scales[c] = Math.max(scales[c], Float.MIN_NORMAL);
      }
      return scales;
    }

    @Override
    NDArray input(NDManager scratch, short[] hu, Shape shape) {
      byte[] values = new byte[hu.length];
      forEach(hu, i -> values[i] = BYTE_OF_HU[hu[i] - Short.MIN_VALUE]);
      return scratch.create(ByteBuffer.wrap(values), shape, DataType.UINT8);
    }

    @Override
    NDList call(NDManager scratch, String method, NDArray input) {
      Shape shape = input.getShape();
      boolean small = LongStream.of(shape.getShape()).allMatch(s -> s <= NoduleDetector.WINDOW);
      TorchModule.Opaque kernels = small ? packedForWindows : packed;
      return module.call(scratch, method, input, kernels, scales, zeroPoints, last);
    }

    @Override
    public void close() {
      opened.forEach(TorchModule.Opaque::close);
      super.close();
    }
  }
}
