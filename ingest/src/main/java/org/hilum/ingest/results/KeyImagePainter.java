package org.hilum.ingest.results;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.hilum.ingest.study.SeriesGeometry;
import org.hilum.model.NoduleFinding;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.PixelDecoder;

/** Draws the slice that shows a finding best, with a ring about it and what it measures. */
final class KeyImagePainter {

  private static final int LUNG_CENTER_HU = -600;
  private static final int LUNG_WIDTH_HU = 1500;

  /** The ring leaves this much of the surroundings free, so that it hides nothing. */
  private static final double MARGIN_MM = 6;

  private static final Color MARK = new Color(255, 196, 0);
  private static final String NOTICE = "Hilum - research use only - not for diagnosis";

  private final PixelDecoder decoder = new PixelDecoder();

  /**
   * @param slice index into the geometry's slices
   * @return RGB, the size of the stored image
   * @throws DicomFormatException if the slice's pixels cannot be read any more
   */
  BufferedImage paint(SeriesGeometry geometry, int slice, NoduleFinding finding)
      throws DicomFormatException {
    DicomInstance instance = geometry.slices().get(slice);
    int width = instance.image().columns();
    int height = instance.image().rows();
    BufferedImage picture = gray(decoder.hu(instance.file()), width, height);
    VolumeGrid grid = geometry.grid();
    int column = clamp(grid.columnOf(finding.center()), grid.columns());
    int row = clamp(grid.rowOf(finding.center()), grid.rows());
    int pixel = geometry.storedPixel(column, row);
    double radius = (finding.longAxisMm() / 2 + MARGIN_MM) / grid.columnSpacingMm();
    Graphics2D graphics = picture.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      mark(graphics, pixel % width, pixel / width, radius, finding, width, height);
      graphics.setColor(MARK);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(9, height / 40)));
      graphics.drawString(NOTICE, width / 64, height - height / 64);
    } finally {
      graphics.dispose();
    }
    return picture;
  }

  private static void mark(
      Graphics2D graphics,
      int x,
      int y,
      double radius,
      NoduleFinding finding,
      int width,
      int height) {
    graphics.setColor(MARK);
    graphics.setStroke(new BasicStroke(Math.max(1.2f, width / 340f)));
    graphics.draw(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(10, height / 32)));
    String label =
        String.format(
            Locale.ROOT,
            "%d: %.1f x %.1f mm",
            finding.id(),
            finding.longAxisMm(),
            finding.shortAxisMm());
    int labelWidth = graphics.getFontMetrics().stringWidth(label);
    int labelX = (int) Math.max(2, Math.min(width - labelWidth - 2, x + radius));
    int labelY = (int) Math.max(height / 24.0, y - radius);
    graphics.drawString(label, labelX, labelY);
  }

  private static BufferedImage gray(short[] hu, int width, int height) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] rgb = new int[hu.length];
    double low = LUNG_CENTER_HU - LUNG_WIDTH_HU / 2.0;
    for (int i = 0; i < hu.length; i++) {
      int value = (int) Math.round(255 * (hu[i] - low) / LUNG_WIDTH_HU);
      value = Math.max(0, Math.min(255, value));
      rgb[i] = value << 16 | value << 8 | value;
    }
    picture.setRGB(0, 0, width, height, rgb, 0, width);
    return picture;
  }

  private static int clamp(double index, int count) {
    return (int) Math.max(0, Math.min(count - 1, Math.round(index)));
  }
}
