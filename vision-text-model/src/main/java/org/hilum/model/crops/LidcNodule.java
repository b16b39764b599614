package org.hilum.model.crops;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * A labelled nodule with its slices.
 *
 * @param readerBits a slice each, {@link CropStack#SIDE} squared: bit k is set where reader k drew
 *     the nodule
 * @param others a slice each: the pixels that readers drew of the patient's other nodules, as far
 *     as they are known ({@link OtherNodules})
 */
public record LidcNodule(
    NoduleRow row, CropStack stack, List<byte[]> readerBits, List<BitSet> others) {

  public LidcNodule {
    readerBits = List.copyOf(readerBits);
    others = List.copyOf(others);
    if (readerBits.size() != stack.count() || others.size() != stack.count()) {
      throw new IllegalArgumentException(
          "%d masks and %d of others for %d slices"
              .formatted(readerBits.size(), others.size(), stack.count()));
    }
  }

  /** A nodule of whose surroundings nothing is known. */
  public LidcNodule(NoduleRow row, CropStack stack, List<byte[]> readerBits) {
    this(row, stack, readerBits, Collections.nCopies(stack.count(), new BitSet()));
  }

  /** The readers that drew it anywhere, as far as the masks tell. */
  public int readersInMasks() {
    int union = 0;
    for (byte[] slice : readerBits) {
      for (byte bits : slice) {
        union |= bits & 0xff;
      }
    }
    return Math.max(1, Integer.bitCount(union));
  }

  /** The share of the readers that drew the nodule at each pixel of a slice. */
  public float[] agreement(int slice) {
    int readers = readersInMasks();
    byte[] bits = readerBits.get(slice);
    float[] share = new float[bits.length];
    for (int i = 0; i < share.length; i++) {
      share[i] = Integer.bitCount(bits[i] & 0xff) / (float) readers;
    }
    return share;
  }

  /**
   * Between the share of the readers and their majority: pulled towards 1 where at least half drew
   * the nodule, and towards 0 elsewhere, so that a probability of one half divides the two.
   */
  public float[] agreementOrMajority(int slice) {
    float[] share = agreement(slice);
    for (int i = 0; i < share.length; i++) {
      share[i] = 0.5f * share[i] + (share[i] >= 0.5f ? 0.5f : 0);
    }
    return share;
  }

  /** Where at least half of the readers drew the nodule, slice by slice. */
  public List<BitSet> majority() {
    int readers = readersInMasks();
    return readerBits.stream().map(bits -> atLeastHalf(bits, readers)).toList();
  }

  private static BitSet atLeastHalf(byte[] bits, int readers) {
    BitSet set = new BitSet(bits.length);
    for (int i = 0; i < bits.length; i++) {
      set.set(i, bits[i] != 0 && 2 * Integer.bitCount(bits[i] & 0xff) >= readers);
    }
    return set;
  }
}
