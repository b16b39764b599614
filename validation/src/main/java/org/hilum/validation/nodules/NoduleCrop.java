package org.hilum.validation.nodules;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import javax.imageio.ImageIO;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;

/**
 * The middle slice of a nodule in the lung window, the readers' majority edged in blue and the
 * model's mask in orange.
 */
final class NoduleCrop {

  private static final int READERS = 0x56B4E9;
  private static final int MODEL = 0xE69F00;
  private static final double WINDOW_LOW_HU = -1350;
  private static final double WINDOW_WIDTH_HU = 1500;

  private NoduleCrop() {}

  static byte[] png(LidcNodule nodule, List<BitSet> mask) {
    int slice = nodule.stack().count() / 2;
    int side = CropStack.SIDE;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    BitSet readers = nodule.majority().get(slice);
    BitSet model = mask.get(slice);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int pixel = row * side + column;
        int rgb;
        if (isEdge(model, column, row)) {
          rgb = MODEL;
        } else if (isEdge(readers, column, row)) {
          rgb = READERS;
        } else {
          double share = (nodule.stack().hu(column, row, slice) - WINDOW_LOW_HU) / WINDOW_WIDTH_HU;
          int grey = (int) Math.round(255 * Math.max(0, Math.min(1, share)));
          rgb = grey << 16 | grey << 8 | grey;
        }
        image.setRGB(pixel % side, pixel / side, rgb);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static boolean isEdge(BitSet mask, int column, int row) {
    int side = CropStack.SIDE;
    int pixel = row * side + column;
    if (!mask.get(pixel)) {
      return false;
    }
    return column == 0
        || row == 0
        || column == side - 1
        || row == side - 1
        || !mask.get(pixel - 1)
        || !mask.get(pixel + 1)
        || !mask.get(pixel - side)
        || !mask.get(pixel + side);
  }
}
