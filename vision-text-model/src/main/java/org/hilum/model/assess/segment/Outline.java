package org.hilum.model.assess.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.crops.CropStack;

/**
 * A segmented structure: a mask a slice, of {@link CropStack#SIDE} squared pixels, for consecutive
 * slices of its stack. It may be empty, and then has no slices.
 *
 * @param firstSlice the stack's slice that the first mask belongs to
 * @param appearance what the segmenter's network makes of it, {@value #APPEARANCE} numbers, none
 *     negative: its channels' means within the outline, then those on the rim, larger slices
 *     counting more; zeros where it was not the segmenter that drew
 */
@SuppressWarnings("ArrayRecordComponent")
public record Outline(int firstSlice, List<BitSet> masks, float[] appearance) {

  /** How many numbers tell of the appearance. */
  public static final int APPEARANCE = 2 * SegmenterNetwork.FEATURES;

  private static final int RIM_PIXELS = 2;

  public Outline {
    masks = List.copyOf(masks);
    if (appearance.length != APPEARANCE) {
      throw new IllegalArgumentException(
          "an outline's appearance is %d numbers, not %d".formatted(APPEARANCE, appearance.length));
    }
  }

  /** Not drawn by the segmenter. */
  public Outline(int firstSlice, List<BitSet> masks) {
    this(firstSlice, masks, new float[APPEARANCE]);
  }

  /**
   * One slice of a structure, and what the segmenter's network makes of it there.
   *
   * @param window in which it was seen
   */
  record Slice(BitSet mask, SegmenterWindow window, float[] appearance) {

    static Slice of(BitSet mask, SeenWindow seen) {
      float[] appearance = Arrays.copyOf(seen.means(mask), APPEARANCE);
      float[] around = seen.means(Regions.ring(mask, 0, RIM_PIXELS, CropStack.SIDE));
      System.arraycopy(around, 0, appearance, around.length, around.length);
      return new Slice(mask, seen.window(), appearance);
    }
  }

  /** Its appearance is the mean over its slices, each weighed by its area. */
  static Outline of(int firstSlice, Collection<Slice> slices) {
    float[] appearance = new float[APPEARANCE];
    double pixels = slices.stream().mapToInt(slice -> slice.mask().cardinality()).sum();
    for (Slice slice : slices) {
      for (int i = 0; i < APPEARANCE; i++) {
        appearance[i] += (float) (slice.mask().cardinality() / pixels * slice.appearance()[i]);
      }
    }
    return new Outline(firstSlice, slices.stream().map(Slice::mask).toList(), appearance);
  }

  public boolean isEmpty() {
    return masks.isEmpty();
  }

  public int pixelCount() {
    return masks.stream().mapToInt(BitSet::cardinality).sum();
  }

  /** The index among the masks of the one with most pixels. */
  public int largest() {
    int best = 0;
    for (int i = 1; i < masks.size(); i++) {
      if (masks.get(i).cardinality() > masks.get(best).cardinality()) {
        best = i;
      }
    }
    return best;
  }

  /** A ball of the expected size, for a seed at which nothing stands out. */
  public static Outline ball(Outliner.Seed seed) {
    CropStack stack = seed.stack();
    double radiusMm = Math.max(stack.pixelSpacingMm(), seed.expectedDiameterMm() / 2);
    int reach = (int) (radiusMm / stack.sliceSpacingMm());
    int first = Math.max(0, seed.slice() - reach);
    int last = Math.min(stack.count() - 1, seed.slice() + reach);
    List<BitSet> masks = new ArrayList<>();
    for (int slice = first; slice <= last; slice++) {
      double away = (slice - seed.slice()) * stack.sliceSpacingMm();
      double radius = Math.sqrt(radiusMm * radiusMm - away * away) / stack.pixelSpacingMm();
      masks.add(disc(seed.column(), seed.row(), radius));
    }
    return new Outline(first, masks);
  }

  private static BitSet disc(double column, double row, double radius) {
    BitSet disc = new BitSet();
    for (int r = 0; r < CropStack.SIDE; r++) {
      for (int c = 0; c < CropStack.SIDE; c++) {
        double dx = c - column;
        double dy = r - row;
        disc.set(r * CropStack.SIDE + c, dx * dx + dy * dy <= Math.max(0.5, radius * radius));
      }
    }
    return disc;
  }
}
