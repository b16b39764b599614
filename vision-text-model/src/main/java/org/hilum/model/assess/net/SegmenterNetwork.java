package org.hilum.model.assess.net;

import org.hilum.model.assess.net.ParameterLayout.Start;

/**
 * A small U-Net that outlines, on one slice, the structure at a marked point; it also sees the
 * slices above and below. Input: (batch, {@value #CHANNELS}, side, side), the side a multiple of
 * 16; output: a logit a pixel, and the {@value #FEATURES} channels that it is read from, at half
 * the side.
 */
public final class SegmenterNetwork {

  /**
   * Lung window, soft-tissue window, how near the marked point is, and the lung window of the
   * slices below and above.
   */
  public static final int CHANNELS = 5;

  /** Each 2 x 2 pixels become channels before the first layer and pixels again after the last. */
  public static final int FOLD = 2;

  /** Channels that the last layer reads, one cell for 2 x 2 pixels; none is negative. */
  public static final int FEATURES = 32;

  private static final int[] WIDTHS = {FEATURES, 48, 64, 64};

  private final ParameterLayout layout = new ParameterLayout();
  private final String source;

  public SegmenterNetwork(ComputePrecision precision) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
          def features(self: __torch__.Ops, w: List[Tensor], x: Tensor) -> Tensor:
        """);
    line(text, "folded = (self).ready(torch.pixel_unshuffle(x, %d), )".formatted(FOLD));
    String current = "folded";
    int channels = CHANNELS * FOLD * FOLD;
    for (int level = 0; level < WIDTHS.length; level++) {
      String input = current;
      if (level > 0) {
        input = "d" + level;
        line(text, "%s = torch.max_pool2d(%s, [2, 2], [2, 2])".formatted(input, current));
      }
      line(text, "a%d = %s".formatted(level, unit("down" + level + "a", input, channels, level)));
      line(
          text,
          "e%d = %s"
              .formatted(level, unit("down" + level + "b", "a" + level, WIDTHS[level], level)));
      channels = WIDTHS[level];
      current = "e" + level;
    }
    for (int level = WIDTHS.length - 2; level >= 0; level--) {
      line(text, "z%d = torch.size(e%d)".formatted(level, level));
      line(
          text,
          "c%d = torch.cat([torch.upsample_nearest2d(%s, [z%d[2], z%d[3]], None, None), e%d], 1)"
              .formatted(level, current, level, level, level));
      line(
          text,
          "u%d = %s"
              .formatted(level, unit("up" + level, "c" + level, channels + WIDTHS[level], level)));
      channels = WIDTHS[level];
      current = "u" + level;
    }
    String kernel = layout.add("out.kernel", Start.FAN_IN, FOLD * FOLD, channels, 1, 1);
    String bias = layout.add("out.bias", Start.ZERO, FOLD * FOLD);
    line(text, "return torch.to(%s, 6)".formatted(current));
    text.append(
        "  def logits(self: __torch__.Ops, w: List[Tensor], features: Tensor) -> Tensor:\n");
    line(text, "z = torch.conv2d(features, %s, %s)".formatted(kernel, bias));
    line(text, "return torch.pixel_shuffle(z, %d)".formatted(FOLD));
    text.append(
        """
          def segment(self: __torch__.Ops, flat: Tensor, x: Tensor) -> List[Tensor]:
            w = (self).parts(flat, )
            f = (self).features(w, x, )
            return [(self).logits(w, f, ), f]
          def segment_loss(self: __torch__.Ops, flat: Tensor, x: Tensor, target: Tensor) -> Tensor:
            z = ((self).segment(flat, x, ))[0]
            bce = torch.binary_cross_entropy_with_logits(z, target, None, None, 1)
            p = torch.sigmoid(z)
            both = torch.sum(torch.mul(p, target), [1, 2, 3])
            sizes = torch.add(torch.sum(p, [1, 2, 3]), torch.sum(target, [1, 2, 3]))
            dice = torch.div(torch.add(torch.mul(both, 2.), 4.), torch.add(sizes, 4.))
            return torch.add(torch.mul(bce, 4.), torch.rsub(torch.mean(dice), 1.))
        """);
    source = layout.splitMethod() + Convolutions.methods(precision) + text;
  }

  private String unit(String name, String input, int in, int level) {
    return Convolutions.unit(layout, name, input, in, WIDTHS[level]);
  }

  private static void line(StringBuilder text, String line) {
    text.append("    ").append(line).append('\n');
  }

  public ParameterLayout layout() {
    return layout;
  }

  /** The TorchScript methods {@code segment}, to logits and features, and {@code segment_loss}. */
  public String source() {
    return source;
  }
}
