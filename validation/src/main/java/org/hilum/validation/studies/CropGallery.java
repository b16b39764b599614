package org.hilum.validation.studies;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.validation.report.DetectionOutput;
import org.jspecify.annotations.Nullable;

/**
 * Axial crops of 60 mm around places, in the lung window (centre −600, width 1500 HU), the place
 * marked by a ring of 15 mm. Each series is read once for all of its places.
 */
public final class CropGallery implements DetectionOutput.Crops {

  private static final double SIDE_MM = 60;
  private static final int SIDE_PIXELS = 160;
  private static final int RING_PIXELS = 40;
  private static final double WINDOW_LOW_HU = -1350;
  private static final double WINDOW_WIDTH_HU = 1500;

  private final Map<Place, byte[]> crops = new HashMap<>();

  private CropGallery() {}

  /** A place in a series. */
  public record Place(String seriesInstanceUid, PatientPoint center) {}

  /** Crops all places; a series that cannot be read has none. */
  public static CropGallery of(StudySource source, Collection<Place> places) {
    Map<String, List<Place>> bySeries = new LinkedHashMap<>();
    for (Place place : places) {
      bySeries.computeIfAbsent(place.seriesInstanceUid(), uid -> new ArrayList<>()).add(place);
    }
    CropGallery gallery = new CropGallery();
    bySeries.forEach(
        (uid, wanted) -> {
          try {
            CtVolume volume = source.load(uid).volume();
            for (Place place : wanted) {
              gallery.crops.put(place, png(volume, place.center()));
            }
          } catch (IOException | SeriesRefusedException e) {
            // The series was named when it was scored; the table shows its places without images.
          }
        });
    return gallery;
  }

  @Override
  public byte @Nullable [] png(String seriesInstanceUid, PatientPoint center) {
    return crops.get(new Place(seriesInstanceUid, center));
  }

  private static byte[] png(CtVolume volume, PatientPoint center) throws IOException {
    VolumeGrid grid = volume.grid();
    int slice = clamp((int) Math.round(grid.sliceOf(center)), grid.slices());
    BufferedImage image = new BufferedImage(SIDE_PIXELS, SIDE_PIXELS, BufferedImage.TYPE_INT_RGB);
    double mmPerPixel = SIDE_MM / SIDE_PIXELS;
    for (int y = 0; y < SIDE_PIXELS; y++) {
      for (int x = 0; x < SIDE_PIXELS; x++) {
        double column =
            grid.columnOf(center) + (x - SIDE_PIXELS / 2.0) * mmPerPixel / grid.columnSpacingMm();
        double row =
            grid.rowOf(center) + (y - SIDE_PIXELS / 2.0) * mmPerPixel / grid.rowSpacingMm();
        int grey = grey(interpolated(volume, column, row, slice));
        image.setRGB(x, y, grey << 16 | grey << 8 | grey);
      }
    }
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(new Color(0xE69F00));
    graphics.setStroke(new BasicStroke(1f));
    int corner = (SIDE_PIXELS - RING_PIXELS) / 2;
    graphics.drawOval(corner, corner, RING_PIXELS, RING_PIXELS);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static int grey(double hu) {
    double share = (hu - WINDOW_LOW_HU) / WINDOW_WIDTH_HU;
    return (int) Math.round(255 * Math.max(0, Math.min(1, share)));
  }

  private static double interpolated(CtVolume volume, double column, double row, int slice) {
    VolumeGrid grid = volume.grid();
    int c = (int) Math.floor(column);
    int r = (int) Math.floor(row);
    if (c < 0 || r < 0 || c + 1 >= grid.columns() || r + 1 >= grid.rows()) {
      return CtVolume.AIR_HU;
    }
    double fc = column - c;
    double fr = row - r;
    double top = volume.hu(c, r, slice) * (1 - fc) + volume.hu(c + 1, r, slice) * fc;
    double bottom = volume.hu(c, r + 1, slice) * (1 - fc) + volume.hu(c + 1, r + 1, slice) * fc;
    return top * (1 - fr) + bottom * fr;
  }

  private static int clamp(int slice, int slices) {
    return Math.max(0, Math.min(slices - 1, slice));
  }
}
