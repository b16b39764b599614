package org.hilum.model.assess.net;

/**
 * The convolutions that turn a slice or the surroundings into maps; shared by the mixture of
 * experts and by what its encoder may be taught before.
 */
final class ViewEncoder {

  /** The parameters' names begin so. */
  static final String PREFIX = "encoder";

  /** Each 2 x 2 pixels become channels before the first layer. */
  private static final int FOLD = 2;

  private static final int[] FILTERS = {32, 64, AssessorNetwork.WIDTH};

  /** Pixels a side of what one cell of the maps stands for. */
  static final int CELL = FOLD << (FILTERS.length - 1);

  private ViewEncoder() {}

  /**
   * The method {@code encode}: images (n, channels, side, side) to maps (n, width, side / {@value
   * #CELL}, side / {@value #CELL}). Needs the methods of {@link Convolutions}.
   */
  static String method(ParameterLayout layout) {
    StringBuilder text =
        new StringBuilder(
            """
              def encode(self: __torch__.Ops, w: List[Tensor], x: Tensor) -> Tensor:
                folded = (self).ready(torch.pixel_unshuffle(x, %d), )
            """
                .formatted(FOLD));
    String current = "folded";
    int in = AssessorNetwork.CHANNELS * FOLD * FOLD;
    for (int level = 0; level < FILTERS.length; level++) {
      int out = FILTERS[level];
      if (level > 0) {
        line(text, "p%d = torch.max_pool2d(%s, [2, 2], [2, 2])".formatted(level, current));
        current = "p" + level;
      }
      String name = PREFIX + level;
      line(
          text,
          "a%d = %s".formatted(level, Convolutions.unit(layout, name + "a", current, in, out)));
      line(
          text,
          "b%d = %s"
              .formatted(level, Convolutions.unit(layout, name + "b", "a" + level, out, out)));
      current = "b" + level;
      in = out;
    }
    line(text, "return torch.contiguous(torch.to(%s, 6))".formatted(current));
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append("    ").append(line).append('\n');
  }
}
