package org.hilum.model.assess.net;

/** In what precision convolutions are computed; weights and everything else are 32-bit floats. */
public enum ComputePrecision {
  FP32,
  BF16
}
