package org.hilum.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.hilum.model.ModelException;
import org.junit.jupiter.api.Test;

class TorchModuleTest {

  private static final String METHODS =
      """
        def scaled(self: __torch__.Ops, x: Tensor, by: float, times: int) -> Tensor:
          return torch.mul(torch.mul(x, by), times)
        def both(self: __torch__.Ops, xs: List[Tensor]) -> List[Tensor]:
          return [torch.add(xs[0], xs[1]), torch.sub(xs[0], xs[1])]
        def halfway(self: __torch__.Ops, x: Tensor) -> Tensor:
          return torch.to(torch.mul(torch.to(x, 15), 0.5), 6)
        def squares(self: __torch__.Ops, x: Tensor) -> Tensor:
          return torch.sum(torch.mul(x, x))
        def enormous(self: __torch__.Ops, x: Tensor) -> Tensor:
          return torch.new_zeros(x, [1000000, 1000000, 100])
      """;

  @Test
  void callsMethodsWithNumbersListsAndBfloat16Inside() {
    try (TorchModule module = TorchModule.compile("test", METHODS);
        NDManager manager = TorchModule.newManager()) {
      NDArray x = manager.create(new float[] {1, 2, 3});
      assertThat(module.call(manager, "scaled", x, 0.5, 4L).head().toFloatArray())
          .containsExactly(2, 4, 6);
      NDList both = module.call(manager, "both", new NDList(x, x));
      assertThat(both.get(0).toFloatArray()).containsExactly(2, 4, 6);
      assertThat(both.get(1).toFloatArray()).containsExactly(0, 0, 0);
      assertThat(module.call(manager, "halfway", x).head().toFloatArray())
          .containsExactly(0.5f, 1, 1.5f);
    }
  }

  @Test
  void gradientsFlowThroughAMethod() {
    try (TorchModule module = TorchModule.compile("test", METHODS);
        NDManager manager = TorchModule.newManager()) {
      NDArray x = manager.create(new float[] {1, -2, 3});
      x.setRequiresGradient(true);
      try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
        gradients.backward(module.callRecordingGradients("squares", x).head());
      }
      assertThat(x.getGradient().toFloatArray()).containsExactly(2, -4, 6);
    }
  }

  @Test
  void aFailingCallNamesTheModuleAndTheMethod() {
    try (TorchModule module = TorchModule.compile("test", METHODS);
        NDManager manager = TorchModule.newManager()) {
      NDList unlike = new NDList(manager.ones(new Shape(2)), manager.ones(new Shape(3)));
      assertThatThrownBy(() -> module.call(manager, "both", unlike))
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith("test.both failed: ");
    }
  }

  @Test
  void whereMemoryEndsItIsNotTheInputThatIsWrong() {
    try (TorchModule module = TorchModule.compile("test", METHODS);
        NDManager manager = TorchModule.newManager()) {
      NDArray x = manager.ones(new Shape(1));
      assertThatThrownBy(() -> module.call(manager, "enormous", x))
          .isInstanceOf(NativeMemoryException.class)
          .hasMessageStartingWith("out of memory outside Java, in test.enormous");
    }
  }

  @Test
  void textThatDoesNotCompileIsRefused() {
    assertThatThrownBy(() -> TorchModule.compile("broken", "  def nonsense(\n"))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("TorchScript of broken does not load");
  }
}
