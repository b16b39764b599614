package org.hilum.model.assess.segment;

import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.crops.CropStack;

/**
 * A square cut out of one slice around the point whose structure is to be outlined, as the
 * segmenter sees it.
 *
 * @param column of the window's middle in the stack
 * @param side pixels, a multiple of 16
 */
public record SegmenterWindow(CropStack stack, int slice, int column, int row, int side) {

  /** Holds nodules up to some 28 mm. */
  public static final int SMALL = 64;

  public static final int LARGE = 128;

  private static final double MARK_WIDTH_PIXELS = 4;

  /**
   * Alters what is seen, in training; see {@link #fill}.
   *
   * @param upsideDown the slices below and above change places
   * @param turn about the window's middle, in radians
   * @param zoom pixels of the stack for a pixel of the window
   */
  public record View(
      boolean mirrored,
      boolean flipped,
      boolean turned,
      boolean upsideDown,
      double turn,
      double zoom,
      float gain,
      float shiftHu) {
    public static final View PLAIN = new View(false, false, false, false, 0, 1, 1, 0);

    /** Mirrored along both axes. */
    static final View HALF_TURN = new View(true, true, false, false, 0, 1, 1, 0);

    private boolean isOnPixels() {
      return turn == 0 && zoom == 1;
    }
  }

  /** A value of the stack at a pixel. */
  @FunctionalInterface
  private interface Pixels {
    float at(int column, int row);
  }

  /** The same of a stack that holds these slices only. */
  SegmenterWindow within(int firstSlice, int count) {
    return new SegmenterWindow(
        stack.part(firstSlice, count), slice - firstSlice, column, row, side);
  }

  public int pixels() {
    return side * side;
  }

  /** The stack's pixel index behind a pixel of the (unaltered) window, or -1 beyond the crop. */
  public int stackPixel(int x, int y) {
    int c = column - side / 2 + x;
    int r = row - side / 2 + y;
    boolean inside = c >= 0 && r >= 0 && c < CropStack.SIDE && r < CropStack.SIDE;
    return inside ? r * CropStack.SIDE + c : -1;
  }

  /**
   * Writes the network's channels from {@code offset} on. Beyond the stack's end a neighbouring
   * slice is the slice itself.
   */
  public void fill(float[] into, int offset, View view) {
    int area = pixels();
    int before = Math.max(0, slice - 1);
    int after = Math.min(stack.count() - 1, slice + 1);
    int below = view.upsideDown() ? after : before;
    int above = view.upsideDown() ? before : after;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int at = offset + placed(x, y, view);
        float hu = seen(x, y, slice, view);
        into[at] = lungWindow(hu);
        into[at + 3 * area] = lungWindow(seen(x, y, below, view));
        into[at + 4 * area] = lungWindow(seen(x, y, above, view));
        into[at + area] = Math.min(Math.max((hu + 200) / 500, 0), 1) - 0.5f;
        double dx = x - side / 2;
        double dy = y - side / 2;
        into[at + 2 * area] =
            (float) Math.exp(-(dx * dx + dy * dy) / (2 * MARK_WIDTH_PIXELS * MARK_WIDTH_PIXELS));
      }
    }
  }

  private float seen(int x, int y, int where, View view) {
    float raw = sampled((c, r) -> stack.hu(c, r, where), x, y, view);
    return (raw + 1000) * view.gain() - 1000 + view.shiftHu();
  }

  /** What the view shows at a pixel of the window, before it is mirrored. */
  private float sampled(Pixels pixels, int x, int y, View view) {
    int dx = x - side / 2;
    int dy = y - side / 2;
    if (view.isOnPixels()) {
      return pixels.at(column + dx, row + dy);
    }
    double cos = view.zoom() * Math.cos(view.turn());
    double sin = view.zoom() * Math.sin(view.turn());
    double c = column + cos * dx - sin * dy;
    double r = row + sin * dx + cos * dy;
    int left = (int) Math.floor(c);
    int top = (int) Math.floor(r);
    float along = (float) (c - left);
    float down = (float) (r - top);
    float first = pixels.at(left, top) * (1 - along) + pixels.at(left + 1, top) * along;
    float second = pixels.at(left, top + 1) * (1 - along) + pixels.at(left + 1, top + 1) * along;
    return first * (1 - down) + second * down;
  }

  private static float lungWindow(float hu) {
    return Math.min(Math.max((hu + 1000) / 1400, 0), 1.2f) - 0.5f;
  }

  /** Writes a target of the stack's slice in the same arrangement; 0 beyond the crop. */
  public void fillTarget(float[] target, float[] into, int offset, View view) {
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        into[offset + placed(x, y, view)] = sampled((c, r) -> inCrop(target, c, r), x, y, view);
      }
    }
  }

  private static float inCrop(float[] target, int column, int row) {
    boolean inside = column >= 0 && row >= 0 && column < CropStack.SIDE && row < CropStack.SIDE;
    return inside ? target[row * CropStack.SIDE + column] : 0;
  }

  /** Where in the view the window's pixel is seen. */
  int placed(int x, int y, View view) {
    // The middle, pixel side / 2, stays in place: the first row and column are their own mirror.
    int a = view.mirrored() ? (side - x) % side : x;
    int b = view.flipped() ? (side - y) % side : y;
    return view.turned() ? a * side + b : b * side + a;
  }

  static int floats(int side) {
    return SegmenterNetwork.CHANNELS * side * side;
  }
}
