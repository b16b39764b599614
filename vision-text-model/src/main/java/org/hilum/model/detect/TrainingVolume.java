package org.hilum.model.detect;

import java.util.List;
import org.hilum.model.lung.LungSegmenter;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.Resampler;
import org.hilum.model.volume.VolumeGrid;

/**
 * A whole CT about its lungs at 1 mm.
 *
 * @param original as it was read, for mining false marks
 * @param region the part about the lungs at 1 mm
 * @param depthTenthMm how deep each voxel of the region lies in the lungs' hull; not positive
 *     outside
 * @param marks what readers marked, nodules and smaller things
 */
record TrainingVolume(
    String seriesUid,
    CtVolume original,
    Lungs lungs,
    CtVolume region,
    CtVolume depthTenthMm,
    List<Mark> marks) {

  private static final double MARGIN_MM = 20;

  /**
   * A mark of the readers.
   *
   * @param readers how many of four outlined it as a nodule of 3 mm or more
   */
  record Mark(PatientPoint center, double diameterMm, int readers) {

    private static final int ENOUGH_READERS = 3;

    boolean isNodule() {
      return readers >= ENOUGH_READERS;
    }
  }

  TrainingVolume {
    marks = List.copyOf(marks);
  }

  /**
   * @throws IllegalArgumentException if the volume shows no lungs
   */
  static TrainingVolume of(String seriesUid, CtVolume volume, List<Mark> marks) {
    LungSegmenter.Result result = LungSegmenter.segment(volume);
    if (!(result instanceof LungSegmenter.Result.Found found)) {
      throw new IllegalArgumentException(
          "Series " + seriesUid + " cannot be trained on: " + result);
    }
    Lungs lungs = found.lungs();
    PatientPoint[] bounds = lungs.bounds();
    VolumeGrid grid =
        new VolumeGrid(
            side(bounds[1].xMm() - bounds[0].xMm()),
            side(bounds[1].yMm() - bounds[0].yMm()),
            side(bounds[1].zMm() - bounds[0].zMm()),
            1,
            1,
            1,
            new PatientPoint(
                bounds[0].xMm() - MARGIN_MM,
                bounds[0].yMm() - MARGIN_MM,
                bounds[0].zMm() - MARGIN_MM));
    float[] depth = lungs.depthMm();
    short[] tenths = new short[depth.length];
    for (int i = 0; i < tenths.length; i++) {
      tenths[i] = (short) Math.min(Short.MAX_VALUE, Math.round(10 * depth[i]));
    }
    return new TrainingVolume(
        seriesUid,
        volume,
        lungs,
        Resampler.onto(volume, grid),
        Resampler.onto(new CtVolume(lungs.grid(), tenths), grid),
        marks);
  }

  private static int side(double lengthMm) {
    return (int) Math.ceil(lengthMm + 2 * MARGIN_MM);
  }
}
