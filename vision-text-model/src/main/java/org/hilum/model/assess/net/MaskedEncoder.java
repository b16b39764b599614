package org.hilum.model.assess.net;

import org.hilum.model.assess.net.ParameterLayout.Start;

/**
 * The mixture of experts' encoder with a linear layer that paints what was hidden from it: learns
 * without labels what nodules and lungs look like (masked image modelling, He et al. 2022,
 * arXiv:2111.06377, with convolutions).
 */
public final class MaskedEncoder {

  private final ParameterLayout layout = new ParameterLayout();
  private final String source;

  public MaskedEncoder(ComputePrecision precision) {
    int pixels = AssessorNetwork.CHANNELS * ViewEncoder.CELL * ViewEncoder.CELL;
    String methods = Convolutions.methods(precision) + ViewEncoder.method(layout);
    String weight = layout.add("paint.weight", Start.FAN_IN, AssessorNetwork.WIDTH, pixels);
    String bias = layout.add("paint.bias", Start.ZERO, pixels);
    this.source =
        layout.splitMethod()
            + methods
            + """
              def losses(self: __torch__.Ops, flat: Tensor, views: Tensor, kept: Tensor) -> Tensor:
                w = (self).parts(flat, )
                maps = (self).encode(w, torch.mul(views, kept), )
                painted = torch.add(torch.matmul(torch.permute(maps, [0, 2, 3, 1]), %1$s), %2$s)
                image = torch.pixel_shuffle(torch.permute(painted, [0, 3, 1, 2]), %3$d)
                hidden = torch.expand_as(torch.rsub(kept, 1.), views)
                off = torch.sub(image, views)
                error = torch.div(torch.sum(torch.mul(torch.mul(off, off), hidden)), torch.add(torch.sum(hidden), 1.))
                return torch.stack([error], 0)
            """
                .formatted(weight, bias, ViewEncoder.CELL);
  }

  public ParameterLayout layout() {
    return layout;
  }

  /**
   * The TorchScript methods; {@code losses(flat, views, kept)} is for calling: views (n, channels,
   * side, side), kept (n, 1, side, side) with 0 where a pixel is hidden; the mean squared error of
   * the hidden pixels.
   */
  public String source() {
    return source;
  }

  /** The assessor's weights with this encoder's in place of its own. */
  public float[] into(ParameterLayout assessor, float[] assessorWeights, float[] weights) {
    return assessor.replaced(assessorWeights, layout, weights, ViewEncoder.PREFIX);
  }
}
