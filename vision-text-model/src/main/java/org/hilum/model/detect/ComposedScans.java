package org.hilum.model.detect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.lung.LungSegmenter;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * Whole CTs with further nodules composed into them as in training, but from the nodules and CTs of
 * another split: for comparing detectors where whole CTs that they never saw are few. It says which
 * of two is better at finding composed nodules, not how many real ones either finds. The same seed
 * and index give the same scan.
 */
public final class ComposedScans {

  /**
   * @param counts whether it is a nodule to be found; else neither hit nor false mark
   */
  public record Truth(PatientPoint center, double diameterMm, boolean counts) {}

  /**
   * One scan.
   *
   * @param volume at 1 mm
   * @param lungs as they are found in the composed volume: what hides a nodule from them hides it
   *     from the detector
   */
  public record Scan(CtVolume volume, Lungs lungs, List<Truth> findings) {}

  /** Holds the largest mass as a whole. */
  private static final int WINDOW = 96;

  /** Windows a scan, each with up to three nodules. */
  private static final int WINDOWS = 8;

  private static final double[][] UPRIGHT = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  private final List<TrainingVolume> volumes;
  private final CaseComposer composer;
  private final long seed;

  private ComposedScans(List<TrainingVolume> volumes, List<NoduleSample> bank, long seed) {
    this.volumes = volumes;
    this.composer = new CaseComposer(volumes, bank, List.of(), WINDOW, seed);
    this.seed = seed;
  }

  /**
   * @param volumes CTs, each a {@code SERIESUID.mhd}, all of the split
   * @param annotations a table with the columns {@code seriesuid, coordX, coordY, coordZ,
   *     diameter_mm, readers}
   * @param nodules an archive of nodule slices
   * @param nodulesTable a row a nodule, which names its split
   * @throws IOException if a CT is missing, damaged or of another split; the message names it
   * @throws NoduleDataException as {@link NoduleTable#readWithSeries} and {@link
   *     NoduleArchive#slices}
   */
  public static ComposedScans read(
      List<Path> volumes, Path annotations, Path nodules, Path nodulesTable, Split split, long seed)
      throws IOException {
    List<NoduleRow> table = NoduleTable.readWithSeries(nodulesTable);
    List<TrainingVolume> read =
        TrainingVolume.readAll(volumes, annotations, table, split, TrainingVolume.EVERYTHING);
    try (NoduleArchive archive = NoduleArchive.open(nodules)) {
      return new ComposedScans(read, NoduleBank.readSamples(archive, table, split), seed);
    }
  }

  /** How many CTs there are to compose into; they take turns. */
  public int bases() {
    return volumes.size();
  }

  /**
   * A CT with nodules composed into it.
   *
   * @throws NoduleDataException if no lungs are found in it any more
   */
  public Scan compose(int index) {
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + index);
    int base = index % volumes.size();
    TrainingVolume source = volumes.get(base);
    VolumeGrid grid = source.region().grid();
    short[] hu = source.region().voxels().clone();
    List<Truth> findings = new ArrayList<>();
    for (ReaderMark mark : source.marks()) {
      findings.add(new Truth(mark.center(), mark.diameterMm(), mark.isNodule()));
    }
    for (int n = 0; n < WINDOWS; n++) {
      double[] middle = composer.anywhere(base, random);
      int[] corner = new int[3];
      for (int axis = 0; axis < 3; axis++) {
        corner[axis] = (int) middle[axis] - WINDOW / 2;
        middle[axis] = corner[axis] + (WINDOW - 1) / 2.0;
      }
      CaseWindow window =
          new CaseWindow(
              WINDOW, source.region(), source.depthTenthMm(), middle, UPRIGHT, 1, Elastic.NONE);
      for (CaseComposer.Pasted pasted :
          composer.pasteNodules(window, inWindow(findings, grid, corner), true, random)) {
        if (pasted.outcome() != CaseComposer.Outcome.DECOY) {
          findings.add(
              new Truth(
                  grid.toPatient(
                      corner[0] + pasted.x(), corner[1] + pasted.y(), corner[2] + pasted.z()),
                  pasted.diameter(),
                  pasted.outcome() == CaseComposer.Outcome.NODULE));
        }
      }
      takeOver(window, corner, source.region(), hu);
    }
    CtVolume composed = new CtVolume(grid, hu);
    LungSegmenter.Result lungs = LungSegmenter.segment(composed);
    if (lungs instanceof LungSegmenter.Result.Found found) {
      return new Scan(composed, found.lungs(), findings);
    }
    throw new NoduleDataException(
        "Composed scan %d of seed %d lost its lungs (%s); give another seed"
            .formatted(index, seed, lungs));
  }

  private static List<double[]> inWindow(List<Truth> findings, VolumeGrid grid, int[] corner) {
    List<double[]> taken = new ArrayList<>();
    for (Truth finding : findings) {
      taken.add(
          new double[] {
            grid.columnOf(finding.center()) - corner[0],
            grid.rowOf(finding.center()) - corner[1],
            grid.sliceOf(finding.center()) - corner[2],
            finding.diameterMm()
          });
    }
    return taken;
  }

  /** Writes what was changed in the window into the whole; windows may overlap. */
  private static void takeOver(CaseWindow window, int[] corner, CtVolume original, short[] hu) {
    VolumeGrid grid = original.grid();
    for (int z = 0; z < WINDOW; z++) {
      for (int y = 0; y < WINDOW; y++) {
        for (int x = 0; x < WINDOW; x++) {
          int column = corner[0] + x;
          int row = corner[1] + y;
          int slice = corner[2] + z;
          // The window holds air where the region ends.
          if (column >= 0
              && row >= 0
              && slice >= 0
              && column < grid.columns() - 1
              && row < grid.rows() - 1
              && slice < grid.slices() - 1) {
            float value = window.hu[window.index(x, y, z)];
            if (Math.abs(value - original.hu(column, row, slice)) >= 1) {
              hu[grid.index(column, row, slice)] = (short) Math.round(value);
            }
          }
        }
      }
    }
  }
}
