package org.hilum.model.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * Arrays whose memory PyTorch owns. A DJL array made from Java values only borrows the memory of a
 * Java buffer: once DJL lets go of the buffer, whatever still refers to the tensor (a view, a
 * tensor saved for the backward pass, a contiguous copy that was none) reads freed memory, and the
 * buffer's chance alignment lets native kernels choose other code from run to run.
 */
public final class NativeArrays {

  private NativeArrays() {}

  /**
   * @param owner closes the array with itself
   * @return one dimension of 32-bit numbers
   */
  public static NDArray of(NDManager owner, float[] values) {
    return of(owner, FloatBuffer.wrap(values), new Shape(values.length));
  }

  /**
   * @param owner closes the array with itself
   * @param values row-major, as many as the shape holds
   */
  public static NDArray of(NDManager owner, FloatBuffer values, Shape shape) {
    try (NDArray borrowed = owner.create(values, shape)) {
      return borrowed.duplicate();
    }
  }
}
