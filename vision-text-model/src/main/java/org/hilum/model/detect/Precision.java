package org.hilum.model.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hilum.model.torch.TorchModule;

/** The number format of the detector's arithmetic. */
public enum Precision {
  FP32,
  BF16,

  /** Quantised after training, with ranges measured on real slices; on processors only. */
  INT8;

  /** What PyTorch asks for before it takes oneDNN for bf16. */
  private static final List<String> EMULATES_BF16 = List.of("avx512bw", "avx512vl", "avx512dq");

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /**
   * What is fastest here and has an instruction of its own; 32 bits where nothing has.
   *
   * @param calibrated whether the weights are made for eight bits
   * @throws org.hilum.model.ModelException if the native engine is missing
   */
  static Precision suited(boolean calibrated) {
    return TorchModule.onGpu() ? BF16 : suited(calibrated, processorFlags());
  }

  static Precision suited(boolean calibrated, List<String> flags) {
    if (calibrated && flags.contains("avx512_vnni")) {
      return INT8;
    }
    return flags.contains("avx512_bf16") || flags.contains("amx_bf16") ? BF16 : FP32;
  }

  /**
   * The faster of the two formats of floating point, for what has no eight bits.
   *
   * @throws org.hilum.model.ModelException if the native engine is missing
   */
  public static Precision suitedFloats() {
    return suited(false);
  }

  /** Whether it gives right answers on this machine, and in a time that anybody would wait for. */
  boolean runsHere() {
    return runsOn(TorchModule.onGpu(), processorFlags());
  }

  /**
   * Without VNNI, eight-bit sums overflow unseen; on a GPU there are none. Without AVX-512, PyTorch
   * has no bf16 arithmetic but its slowest: a CT takes more than nine minutes.
   *
   * @param flags of the processor; none where nothing is known of it
   */
  boolean runsOn(boolean gpu, List<String> flags) {
    return switch (this) {
      case FP32 -> true;
      case BF16 -> gpu || flags.isEmpty() || flags.containsAll(EMULATES_BF16);
      case INT8 -> !gpu && suited(true, flags) == INT8;
    };
  }

  /** Those that {@link #runsHere run here}. */
  public static List<Precision> usable() {
    return Arrays.stream(values()).filter(Precision::runsHere).toList();
  }

  private static List<String> processorFlags() {
    try {
      return Files.readAllLines(PROCESSORS).stream()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Arrays.asList(line.split("\\s+")))
          .orElse(List.of());
    } catch (IOException e) {
      return List.of(); // not Linux: nothing is known of the processor
    }
  }

  /** As reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
