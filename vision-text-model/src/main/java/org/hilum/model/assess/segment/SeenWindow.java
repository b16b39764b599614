package org.hilum.model.assess.segment;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.segment.SegmenterWindow.View;

/**
 * What the segmenter makes of a window.
 *
 * @param probabilities one a pixel: that it belongs to the structure in the window's middle
 * @param looks what the network's last layer reads
 */
@SuppressWarnings("ArrayRecordComponent")
record SeenWindow(SegmenterWindow window, float[] probabilities, List<Look> looks) {

  /**
   * @param features {@link SegmenterNetwork#FEATURES} channels of what is seen in the view
   */
  record Look(View view, float[] features) {}

  /** The channels' means over those of a slice's pixels that lie in the window; zeros of none. */
  float[] means(BitSet pixels) {
    float[] means = new float[SegmenterNetwork.FEATURES];
    int side = window.side();
    int cellsAcross = side / SegmenterNetwork.FOLD;
    int cells = cellsAcross * cellsAcross;
    int count = 0;
    for (int p = 0; p < window.pixels(); p++) {
      int pixel = window.stackPixel(p % side, p / side);
      if (pixel < 0 || !pixels.get(pixel)) {
        continue;
      }
      for (Look look : looks) {
        int seenAt = window.placed(p % side, p / side, look.view());
        int cell =
            seenAt / side / SegmenterNetwork.FOLD * cellsAcross
                + seenAt % side / SegmenterNetwork.FOLD;
        for (int i = 0; i < means.length; i++) {
          means[i] += look.features()[i * cells + cell];
        }
        count++;
      }
    }
    for (int i = 0; i < means.length; i++) {
      means[i] /= Math.max(1, count);
    }
    return means;
  }
}
