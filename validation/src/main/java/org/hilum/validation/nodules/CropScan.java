package org.hilum.validation.nodules;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.detect.Candidate;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.validation.Detection;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.froc.FrocScorer;

/**
 * The slices of one labelled nodule as a small CT for the detector, and what its marks there amount
 * to. The patient is the scan.
 *
 * <p>The slices end where the nodule ends, and the crop some 45 mm beside it. So that the detector
 * has context to look at, the values of the edge are held outwards. Above and below, it sees tubes
 * where a CT has lung, and the nodule's own last slices go on as a vessel would: a hard and
 * artificial test, whose figure counts as such.
 */
public final class CropScan {

  private final LidcNodule nodule;
  private final VolumeGrid grid;
  private final Lungs searched;
  private final List<BitSet> majority;
  private final ReferenceFinding reference;

  /**
   * @param lowestZMm where the lowest slice lies; crops of one patient are kept apart by it
   * @throws NoduleDataException if no pixel was drawn by half of the readers
   */
  public CropScan(LidcNodule nodule, double lowestZMm) {
    this.nodule = nodule;
    this.majority = nodule.majority();
    this.grid = nodule.stack().grid(lowestZMm);
    this.searched = Lungs.all(grid);
    this.reference = reference();
  }

  private ReferenceFinding reference() {
    double columns = 0;
    double rows = 0;
    double slices = 0;
    int voxels = 0;
    for (int slice = 0; slice < majority.size(); slice++) {
      for (int pixel : majority.get(slice).stream().toArray()) {
        columns += pixel % CropStack.SIDE;
        rows += pixel / CropStack.SIDE;
        slices += slice;
        voxels++;
      }
    }
    if (voxels == 0) {
      throw new NoduleDataException(
          "Nodule %s: half of its readers drew no pixel in common".formatted(nodule.row().key()));
    }
    return new ReferenceFinding(
        nodule.row().patient(),
        grid.toPatient(columns / voxels, rows / voxels, slices / voxels),
        Math.cbrt(6 * voxels * grid.voxelVolumeMm3() / Math.PI));
  }

  /**
   * Centre and diameter, of the sphere of its volume, of what at least half of the readers drew.
   */
  public ReferenceFinding nodule() {
    return reference;
  }

  /** Of the scanner; empty where the table does not say. */
  public String manufacturer() {
    return nodule.row().manufacturer();
  }

  /** The slices in estimated HU, and the edge's values beyond. */
  public CtVolume volume() {
    return nodule.stack().held(grid.origin().zMm(), NoduleDetector.CONTEXT_MM);
  }

  /** All of the crop, walls and bones too, and nothing of what is held beyond its voxels. */
  public Lungs searched() {
    return searched;
  }

  /**
   * Where a candidate lies in the labelled slices.
   *
   * @param candidate not beyond the crop
   */
  public Seed seed(Candidate candidate) {
    return Seed.of(nodule.stack(), grid, candidate);
  }

  /**
   * A candidate as {@link FrocScorer} takes it: at the nodule's centre if it lies within its radius
   * or on a pixel that at least half of the readers drew, else where it is.
   *
   * @return empty for one that counts neither way: beyond the crop, on a pixel that only fewer
   *     readers drew, or on another nodule of the patient
   */
  public Optional<Detection> mark(Candidate candidate) {
    PatientPoint center = candidate.center();
    if (!searched.contains(center)) {
      return Optional.empty();
    }
    int slice = (int) Math.round(grid.sliceOf(center));
    int row = (int) Math.round(grid.rowOf(center));
    int pixel = row * CropStack.SIDE + (int) Math.round(grid.columnOf(center));
    if (FrocScorer.hits(center, reference) || majority.get(slice).get(pixel)) {
      center = reference.center();
    } else if (nodule.readerBits().get(slice)[pixel] != 0
        || nodule.others().get(slice).get(pixel)) {
      return Optional.empty();
    }
    return Optional.of(new Detection(reference.seriesInstanceUid(), center, candidate.score()));
  }
}
