package org.hilum.model.assess.net;

import org.hilum.model.detect.Precision;

/** In what precision convolutions are computed; weights and everything else are 32-bit floats. */
public enum ComputePrecision {
  FP32,
  BF16;

  /** The assessor's beside a detector's: it has no eight bits. */
  public static ComputePrecision beside(Precision detector) {
    return switch (detector) {
      case FP32 -> FP32;
      case BF16 -> BF16;
      case INT8 -> suited();
    };
  }

  /** The fastest on this machine. */
  public static ComputePrecision suited() {
    return Precision.suitedFloats() == Precision.BF16 ? BF16 : FP32;
  }
}
