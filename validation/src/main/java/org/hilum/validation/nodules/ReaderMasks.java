package org.hilum.validation.nodules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.validation.segmentation.SegmentationScore;

/** Compares a mask with the readers', and the readers with each other. */
final class ReaderMasks {

  private static final int PIXELS = CropStack.SIDE * CropStack.SIDE;

  private ReaderMasks() {}

  /** Against the voxels that at least half of the readers drew. */
  static SegmentationScore score(LidcNodule nodule, List<BitSet> mask) {
    double inPlaneMm = nodule.stack().pixelSpacingMm();
    return SegmentationScore.of(
        booleans(mask),
        booleans(nodule.majority()),
        CropStack.SIDE,
        new double[] {inPlaneMm, inPlaneMm, nodule.stack().sliceSpacingMm()});
  }

  /** The mean Dice over all pairs of readers who drew the nodule: the human ceiling. */
  static double diceBetweenReaders(LidcNodule nodule) {
    int union = 0;
    for (byte[] slice : nodule.readerBits()) {
      for (byte bits : slice) {
        union |= bits & 0xff;
      }
    }
    List<Integer> readers = new ArrayList<>();
    for (int reader = 0; reader < 8; reader++) {
      if ((union >> reader & 1) == 1) {
        readers.add(reader);
      }
    }
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < readers.size(); i++) {
      for (int j = i + 1; j < readers.size(); j++) {
        sum += dice(nodule, readers.get(i), readers.get(j));
        pairs++;
      }
    }
    return pairs == 0 ? Double.NaN : sum / pairs;
  }

  private static double dice(LidcNodule nodule, int a, int b) {
    long both = 0;
    long sizes = 0;
    for (byte[] slice : nodule.readerBits()) {
      for (byte bits : slice) {
        int inA = bits >> a & 1;
        int inB = bits >> b & 1;
        both += inA & inB;
        sizes += inA + inB;
      }
    }
    return 2.0 * both / sizes;
  }

  private static boolean[][] booleans(List<BitSet> masks) {
    boolean[][] slices = new boolean[masks.size()][PIXELS];
    for (int s = 0; s < slices.length; s++) {
      BitSet mask = masks.get(s);
      for (int i = mask.nextSetBit(0); i >= 0; i = mask.nextSetBit(i + 1)) {
        slices[s][i] = true;
      }
    }
    return slices;
  }
}
