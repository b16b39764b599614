package org.hilum.model.assess.net;

import org.hilum.model.detect.Precision;

/** In what precision convolutions are computed; weights and everything else are 32-bit floats. */
public enum ComputePrecision {
  FP32,
  BF16;

  /** The assessor's beside a detector's: it has no eight bits. */
  public static ComputePrecision beside(Precision detector) {
    return detector == Precision.FP32 ? FP32 : BF16;
  }
}
