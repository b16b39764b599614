package org.hilum.model.assess.segment;

import java.util.BitSet;
import org.hilum.model.crops.CropStack;

/**
 * The size of an outline.
 *
 * @param longAxisMm the longest in-plane diameter of any slice, to one decimal
 * @param shortAxisMm the largest diameter at right angles to it on the same slice, to one decimal
 * @param volumeMm3 pixels times their area times the slices' distance
 */
public record Measurement(double longAxisMm, double shortAxisMm, double volumeMm3) {

  public static Measurement of(Outline outline, CropStack stack) {
    Axes longest = new Axes(0, 0);
    for (BitSet mask : outline.masks()) {
      Axes axes = Axes.of(mask, CropStack.SIDE, stack.pixelSpacingMm());
      if (axes.longMm() > longest.longMm()) {
        longest = axes;
      }
    }
    double pixelArea = stack.pixelSpacingMm() * stack.pixelSpacingMm();
    return new Measurement(
        oneDecimal(longest.longMm()),
        oneDecimal(longest.shortMm()),
        outline.pixelCount() * pixelArea * stack.sliceSpacingMm());
  }

  private static double oneDecimal(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
