package org.hilum.model.assess.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.hilum.model.ModelException;
import org.hilum.model.torch.WeightsFile.Tensor;

/**
 * How a network's parameters lie in one flat vector. One vector makes the optimiser, the moving
 * average and the checkpoint a few operations each, whatever the network.
 */
public final class ParameterLayout {

  /** How a parameter starts. */
  enum Start {
    /** Normal, scaled by the fan-in (He). */
    FAN_IN,
    /** Normal with a small deviation, for embeddings. */
    SMALL,
    ZERO,
    ONE
  }

  private record Entry(String name, Start start, long[] shape, int offset, int size) {
    boolean decays() {
      return start == Start.FAN_IN;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Integer> indexOf = new LinkedHashMap<>();
  private int size;

  /** Adds a parameter and returns the TorchScript expression that reads it from the list w. */
  String add(String name, Start start, long... shape) {
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    if (indexOf.putIfAbsent(name, entries.size()) != null) {
      throw new IllegalArgumentException("parameter " + name + " is declared twice");
    }
    entries.add(new Entry(name, start, shape, size, count));
    size += count;
    String dimensions =
        LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "torch.view(w[%d], [%s])".formatted(entries.size() - 1, dimensions);
  }

  public int size() {
    return size;
  }

  /** How many numbers the parameters whose name begins so hold. */
  public int sizeOf(String prefix) {
    return entries.stream().filter(e -> e.name().startsWith(prefix)).mapToInt(Entry::size).sum();
  }

  /** The TorchScript method that cuts the flat vector into the list w. */
  String splitMethod() {
    String sizes =
        entries.stream().map(e -> Integer.toString(e.size())).collect(Collectors.joining(", "));
    return """
      def parts(self: __torch__.Ops, flat: Tensor) -> List[Tensor]:
        return torch.split_with_sizes(flat, [%s], 0)
    """
        .formatted(sizes);
  }

  /** Fresh weights. */
  public float[] initialised(long seed) {
    float[] flat = new float[size];
    SplittableRandom random = new SplittableRandom(seed);
    for (Entry entry : entries) {
      double deviation =
          switch (entry.start()) {
            case FAN_IN -> Math.sqrt(2.0 / fanIn(entry.shape()));
            case SMALL -> 0.1;
            case ZERO, ONE -> 0;
          };
      float base = entry.start() == Start.ONE ? 1 : 0;
      for (int i = 0; i < entry.size(); i++) {
        flat[entry.offset() + i] =
            deviation == 0 ? base : (float) (deviation * random.nextGaussian());
      }
    }
    return flat;
  }

  /** Convolutions are (out, in, height, width); matrices end in (in, out). */
  private static double fanIn(long[] shape) {
    return shape.length == 4
        ? shape[1] * shape[2] * shape[3]
        : shape[Math.max(0, shape.length - 2)];
  }

  /** 1 where weight decay applies (matrices and kernels), 0 elsewhere. */
  public float[] decayMask() {
    return mask(Entry::decays);
  }

  /** 1 where a parameter's name begins with one of these, 0 elsewhere. */
  float[] mask(Collection<String> prefixes) {
    return mask(entry -> prefixes.stream().anyMatch(entry.name()::startsWith));
  }

  private float[] mask(Predicate<Entry> within) {
    float[] mask = new float[size];
    for (Entry entry : entries) {
      if (within.test(entry)) {
        Arrays.fill(mask, entry.offset(), entry.offset() + entry.size(), 1f);
      }
    }
    return mask;
  }

  /** The flat vector as named tensors, for the weights file. */
  public Map<String, Tensor> named(String prefix, float[] flat) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Entry entry : entries) {
      float[] values = Arrays.copyOfRange(flat, entry.offset(), entry.offset() + entry.size());
      tensors.put(prefix + entry.name(), new Tensor(entry.shape(), values));
    }
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * The flat vector from named tensors.
   *
   * @throws ModelException if one is missing or has another shape
   */
  public float[] flat(String prefix, Map<String, Tensor> tensors) {
    float[] flat = new float[size];
    for (Entry entry : entries) {
      Tensor tensor = tensors.get(prefix + entry.name());
      if (tensor == null) {
        throw new ModelException("The weights lack the tensor " + prefix + entry.name());
      }
      if (!Arrays.equals(tensor.shape(), entry.shape())) {
        throw new ModelException(
            "The weights' tensor %s has shape %s, needed is %s"
                .formatted(
                    prefix + entry.name(),
                    Arrays.toString(tensor.shape()),
                    Arrays.toString(entry.shape())));
      }
      System.arraycopy(tensor.values(), 0, flat, entry.offset(), entry.size());
    }
    return flat;
  }

  /** The flat vector with those of another layout's parameters whose name begins so. */
  float[] replaced(float[] flat, ParameterLayout other, float[] others, String prefix) {
    float[] replaced = flat.clone();
    for (Entry entry : entries) {
      if (entry.name().startsWith(prefix)) {
        System.arraycopy(
            others, other.offsetOf(entry.name()), replaced, entry.offset(), entry.size());
      }
    }
    return replaced;
  }

  /** Where a parameter begins. */
  int offsetOf(String name) {
    Integer index = indexOf.get(name);
    if (index == null) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return entries.get(index).offset();
  }
}
