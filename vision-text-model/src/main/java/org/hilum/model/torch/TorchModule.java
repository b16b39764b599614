package org.hilum.model.torch;

import static java.util.Objects.requireNonNull;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hilum.model.ModelException;

/**
 * TorchScript methods given as text, compiled once, and called with arrays. The module has no
 * state: weights are arguments. It may be called by several threads at once; each brings its own
 * manager.
 */
public final class TorchModule implements AutoCloseable {

  /** How the engine says so, on processors and on a GPU. */
  private static final List<String> OUT_OF_MEMORY =
      List.of("can't allocate memory", "not enough memory", "CUDA out of memory");

  private static final String OFFLINE = "ai.djl.offline";

  static {
    // DJL tells its makers of processes on their cloud, unless it is told to stay offline.
    if (System.getProperty(OFFLINE) == null) {
      System.setProperty(OFFLINE, "true");
    }
  }

  private final String name;
  private final NDManager manager;
  private final PtSymbolBlock block;

  private TorchModule(String name, NDManager manager, PtSymbolBlock block) {
    this.name = name;
    this.manager = manager;
    this.block = block;
  }

  /**
   * @param name what errors call the module
   * @param methods TorchScript: method definitions indented by two spaces, the first parameter of
   *     each {@code self: __torch__.Ops}, every call written in full ({@code (self).other(x, )})
   * @throws ModelException if the native engine is missing or the text does not compile
   */
  public static TorchModule compile(String name, String methods) {
    requireNonNull(name, "name");
    // The loader insists on a forward method; ours has many, none of them special.
    String forward =
        "  def forward(self: __torch__.Ops, x: Tensor) -> Tensor:\n    return x\n" + methods;
    NDManager manager = newManager();
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(
              (PtNDManager) manager,
              new ByteArrayInputStream(TorchScriptArchive.of(forward)),
              false,
              false);
      return new TorchModule(name, manager, block);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw new ModelException("TorchScript of " + name + " does not load: " + e.getMessage(), e);
    }
  }

  /**
   * A manager of the PyTorch engine; the caller closes it, and with it all arrays made by it.
   *
   * @throws ModelException if the native engine is missing
   */
  public static NDManager newManager() {
    return engine().newBaseManager();
  }

  /**
   * Whether arrays live on a CUDA device here.
   *
   * @throws ModelException if the native engine is missing
   */
  public static boolean onGpu() {
    return engine().getGpuCount() > 0;
  }

  private static Engine engine() {
    try {
      return Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      throw new ModelException(
          "PyTorch's native library does not load on this machine: " + e.getMessage(), e);
    }
  }

  /** How many threads one operator may use, and how many {@link Workers} there are. */
  public static void setThreads(int threads) {
    newManager().close();
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
    Workers.setCount(threads);
  }

  /**
   * Runs a method without recording gradients.
   *
   * @param results owns what is returned
   * @param arguments each an {@link NDArray}, an {@link NDList} (a {@code List[Tensor]}), a {@code
   *     Boolean}, a {@code Long}, a {@code Double}, a {@code long[]}, a {@code double[]} or an
   *     {@link Opaque}
   * @return the tensor, or the tensors of a list or tuple
   * @throws ModelException if the method fails
   */
  public NDList call(NDManager results, String method, Object... arguments) {
    try (IValue result = run(method, arguments)) {
      return result.toNDList((PtNDManager) results);
    } catch (UnsupportedOperationException | IllegalStateException e) {
      throw failure(method, e);
    }
  }

  private IValue run(String method, Object... arguments) {
    IValue[] values = new IValue[arguments.length];
    List<IValue> made = new ArrayList<>();
    try {
      for (int i = 0; i < values.length; i++) {
        if (arguments[i] instanceof Opaque opaque) {
          values[i] = opaque.value;
        } else {
          values[i] = toValue(arguments[i]);
          made.add(values[i]);
        }
      }
      JniUtils.setGraphExecutorOptimize(false);
      return IValueUtils.runMethod(block, method, values);
    } catch (RuntimeException e) {
      throw failure(method, e);
    } finally {
      made.forEach(IValue::close);
    }
  }

  /** Something of the native engine that is no array, to be given to other methods. */
  public static final class Opaque implements AutoCloseable {

    private final IValue value;

    private Opaque(IValue value) {
      this.value = value;
    }

    @Override
    public void close() {
      value.close();
    }
  }

  /**
   * Runs a method that does not return arrays.
   *
   * @param arguments as those of {@link #call}
   * @return what it returns; the caller closes it
   * @throws ModelException if the method fails
   */
  public Opaque callOpaque(String method, Object... arguments) {
    return new Opaque(run(method, arguments));
  }

  /**
   * Runs a method and records gradients; to be called within a {@link
   * ai.djl.training.GradientCollector}.
   *
   * @param arguments tensors only, in the order of the method's parameters; the results belong to
   *     the first one's manager
   * @throws ModelException if the method fails
   */
  public NDList callRecordingGradients(String method, NDArray... arguments) {
    NDManager owner = arguments[0].getManager();
    // DJL chooses the method by the name of one more array.
    try (NDArray methodName = owner.create(0f)) {
      methodName.setName("module_method:" + method);
      NDList list = new NDList(arguments);
      list.add(methodName);
      JniUtils.setGraphExecutorOptimize(false);
      return IValueUtils.forward(block, list, true);
    } catch (RuntimeException e) {
      throw failure(method, e);
    }
  }

  private static IValue toValue(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    }
    if (argument instanceof NDList list) {
      return IValue.listFrom(list.stream().map(a -> (PtNDArray) a).toArray(PtNDArray[]::new));
    }
    if (argument instanceof Boolean value) {
      return IValue.from((boolean) value);
    }
    if (argument instanceof Long value) {
      return IValue.from((long) value);
    }
    if (argument instanceof Double value) {
      return IValue.from((double) value);
    }
    if (argument instanceof long[] values) {
      return IValue.listFrom(values);
    }
    if (argument instanceof double[] values) {
      return IValue.listFrom(values);
    }
    throw new IllegalArgumentException("no TorchScript type for " + argument.getClass().getName());
  }

  private ModelException failure(String method, RuntimeException cause) {
    String message = String.valueOf(cause.getMessage()).strip();
    if (OUT_OF_MEMORY.stream().anyMatch(message::contains)) {
      return new NativeMemoryException(
          "out of memory outside Java, in %s.%s; free some, or take a machine or GPU with more"
              .formatted(name, method),
          cause);
    }
    String lastLine = message.substring(message.lastIndexOf('\n') + 1);
    return new ModelException("%s.%s failed: %s".formatted(name, method, lastLine), cause);
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
