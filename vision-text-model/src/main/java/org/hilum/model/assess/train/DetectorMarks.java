package org.hilum.model.assess.train;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hilum.model.assess.CandidatePoint;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.OutlinedCandidate;
import org.hilum.model.assess.input.SecondOpinion;
import org.hilum.model.assess.input.VolumeCrop;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.detect.Candidate;
import org.hilum.model.detect.ComposedScans;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.VolumeGrid;

/**
 * What the detector marks on training data, outlined and measured: to learn from which of its marks
 * are nodules. Marks about which the labels leave a doubt are left out.
 */
final class DetectorMarks {

  /** With the weights' own threshold no fainter mark is asked about. */
  private static final double LEAST_SCORE = 0.1;

  /** The strongest ones; in a crop's walls and tubes there are many more. */
  private static final int FALSE_MARKS_A_CROP = 4;

  /** What is nearer than this to the ball of a finding may be meant by it. */
  private static final double CLEAR_MM = 5;

  private final NoduleDetector detector;
  private final Outliner outliner;
  private final CandidateMeasures measures;

  /**
   * @param detector stays the caller's to close
   */
  DetectorMarks(NoduleDetector detector, Outliner outliner) {
    this.detector = detector;
    this.outliner = outliner;
    this.measures = new CandidateMeasures(detector);
  }

  private record LabelledSeed(Seed seed, boolean nodule) {}

  /**
   * Those in a whole CT: on a finding that counts, or away from all findings.
   *
   * @param scan composed or real, with all that readers marked
   */
  List<SecondOpinion.Mark> inScan(ComposedScans.Scan scan) {
    List<LabelledSeed> seeds = new ArrayList<>();
    for (Candidate mark : strong(detector.detect(scan.volume(), scan.lungs()))) {
      boolean hit = scan.findings().stream().anyMatch(f -> f.counts() && isWithin(f, mark));
      if (hit || scan.findings().stream().noneMatch(f -> isNear(f, mark))) {
        seeds.add(
            new LabelledSeed(
                VolumeCrop.around(scan.volume(), CandidatePoint.of(mark)).seed(), hit));
      }
    }
    return measured(seeds);
  }

  private static boolean isWithin(ComposedScans.Truth finding, Candidate mark) {
    return finding.center().distanceMmTo(mark.center()) <= finding.diameterMm() / 2;
  }

  private static boolean isNear(ComposedScans.Truth finding, Candidate mark) {
    return finding.center().distanceMmTo(mark.center()) <= finding.diameterMm() / 2 + CLEAR_MM;
  }

  /**
   * Those in the crop of a labelled nodule: on it, or away from all that readers drew.
   *
   * @param nodule with the patient's others, as far as they are known
   */
  List<SecondOpinion.Mark> inCrop(LidcNodule nodule) {
    VolumeGrid grid = nodule.stack().grid(0);
    List<BitSet> drawnByMost = nodule.majority();
    List<LabelledSeed> seeds = new ArrayList<>();
    int falseMarks = 0;
    CtVolume held = nodule.stack().held(0, NoduleDetector.CONTEXT_MM);
    for (Candidate mark : strong(detector.detect(held, Lungs.all(grid)))) {
      Seed seed = Seed.of(nodule.stack(), grid, mark);
      int column = (int) Math.round(seed.column());
      int row = (int) Math.round(seed.row());
      if (drawnByMost.get(seed.slice()).get(row * CropStack.SIDE + column)) {
        seeds.add(new LabelledSeed(seed, true));
      } else if (Negatives.isClear(nodule, column, row) && falseMarks++ < FALSE_MARKS_A_CROP) {
        seeds.add(new LabelledSeed(seed, false));
      }
    }
    return measured(seeds);
  }

  private static List<Candidate> strong(List<Candidate> marks) {
    return marks.stream().filter(c -> c.score() >= LEAST_SCORE).toList();
  }

  private List<SecondOpinion.Mark> measured(List<LabelledSeed> seeds) {
    List<OutlinedCandidate> outlined =
        OutlinedCandidate.of(seeds.stream().map(LabelledSeed::seed).toList(), outliner);
    List<SecondOpinion.Mark> marks = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      marks.add(new SecondOpinion.Mark(outlined.get(i).measures(measures), seeds.get(i).nodule()));
    }
    return marks;
  }
}
