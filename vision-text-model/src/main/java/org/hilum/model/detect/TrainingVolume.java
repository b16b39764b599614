package org.hilum.model.detect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.lung.LungSegmenter;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.MetaImage;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.Resampler;
import org.hilum.model.volume.VolumeGrid;

/**
 * A whole CT about its lungs at 1 mm.
 *
 * @param original as it was read, for mining false marks
 * @param region the part about the lungs, or all, at 1 mm
 * @param depthTenthMm how deep each voxel of the region lies in the lungs' hull; negative outside
 * @param marks what readers marked, nodules and smaller things
 */
record TrainingVolume(
    String seriesUid,
    CtVolume original,
    Lungs lungs,
    CtVolume region,
    CtVolume depthTenthMm,
    List<ReaderMark> marks) {

  /** About the lungs, for training. */
  static final double MARGIN_MM = 20;

  /** Of the whole CT, for which lungs can be found again. */
  static final double EVERYTHING = Double.POSITIVE_INFINITY;

  TrainingVolume {
    marks = List.copyOf(marks);
  }

  /**
   * Reads CTs and finds their lungs.
   *
   * @param headers each a {@code SERIESUID.mhd}
   * @param annotations a table with the columns {@code seriesuid, coordX, coordY, coordZ,
   *     diameter_mm, readers}
   * @param table says which series are of which split
   * @param marginMm how much about the lungs to keep
   * @throws IOException if a volume is missing, damaged or of another split; the message names it
   */
  static List<TrainingVolume> readAll(
      List<Path> headers, Path annotations, List<NoduleRow> table, Split split, double marginMm)
      throws IOException {
    if (headers.isEmpty()) {
      throw new IOException("No CT of split " + split.label() + " is given");
    }
    Map<String, List<ReaderMark>> marks = ReaderMark.read(annotations);
    Set<String> others =
        table.stream()
            .filter(row -> row.split() != split)
            .map(NoduleRow::seriesUid)
            .collect(Collectors.toSet());
    List<TrainingVolume> volumes = new ArrayList<>();
    for (Path header : headers) {
      String name = header.getFileName().toString();
      String seriesUid = name.substring(0, name.length() - ".mhd".length());
      if (others.contains(seriesUid)) {
        throw new IOException(
            "%s belongs to a patient outside the split %s; leave it out"
                .formatted(header, split.label()));
      }
      CtVolume volume = MetaImage.read(header);
      volumes.add(of(seriesUid, volume, marks.getOrDefault(seriesUid, List.of()), marginMm));
    }
    return volumes;
  }

  /**
   * @throws IOException if the volume shows no lungs
   */
  private static TrainingVolume of(
      String seriesUid, CtVolume volume, List<ReaderMark> marks, double marginMm)
      throws IOException {
    LungSegmenter.Result result = LungSegmenter.segment(volume);
    if (result instanceof LungSegmenter.Result.NotFound none) {
      throw new IOException("Series %s cannot be used: %s".formatted(seriesUid, none.message()));
    }
    Lungs lungs = ((LungSegmenter.Result.Found) result).lungs();
    VolumeGrid grid = region(lungs, volume.grid(), marginMm);
    float[] depth = lungs.depthMm();
    float[] beyond = lungs.beyondMm();
    short[] tenths = new short[depth.length];
    for (int i = 0; i < tenths.length; i++) {
      tenths[i] = (short) Math.min(Short.MAX_VALUE, Math.round(10 * (depth[i] - beyond[i])));
    }
    return new TrainingVolume(
        seriesUid,
        volume,
        lungs,
        Resampler.onto(volume, grid),
        Resampler.onto(new CtVolume(lungs.grid(), tenths), grid),
        marks);
  }

  private static VolumeGrid region(Lungs lungs, VolumeGrid whole, double marginMm) {
    PatientPoint low = whole.toPatient(0, 0, 0);
    PatientPoint high = whole.toPatient(whole.columns() - 1, whole.rows() - 1, whole.slices() - 1);
    double margin = 0;
    if (marginMm < EVERYTHING) {
      PatientPoint[] bounds = lungs.bounds();
      low = bounds[0];
      high = bounds[1];
      margin = marginMm;
    }
    return new VolumeGrid(
        (int) Math.ceil(high.xMm() - low.xMm() + 2 * margin),
        (int) Math.ceil(high.yMm() - low.yMm() + 2 * margin),
        (int) Math.ceil(high.zMm() - low.zMm() + 2 * margin),
        1,
        1,
        1,
        new PatientPoint(low.xMm() - margin, low.yMm() - margin, low.zMm() - margin));
  }
}
