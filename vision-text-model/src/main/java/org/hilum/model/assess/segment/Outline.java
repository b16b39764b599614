package org.hilum.model.assess.segment;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hilum.model.crops.CropStack;

/**
 * A segmented structure: a mask a slice, of {@link CropStack#SIDE} squared pixels, for consecutive
 * slices of its stack. It may be empty, and then has no slices.
 *
 * @param firstSlice the stack's slice that the first mask belongs to
 */
public record Outline(int firstSlice, List<BitSet> masks) {

  public Outline {
    masks = List.copyOf(masks);
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
