package org.hilum.model.assess.segment;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.assess.data.CropStack;

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
}
