package org.hilum.model.assess.train;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.CaseImages;
import org.hilum.model.assess.input.CropSeeker;
import org.hilum.model.assess.input.OutlinedCandidate;
import org.hilum.model.assess.segment.Measurement;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.OtherNodules;
import org.hilum.model.detect.NoduleDetector;
import org.jspecify.annotations.Nullable;

/** Makes cases out of nodules and spots, outlined by the segmenter as they will be in use. */
final class CasePreparation {

  private final Outliner outliner;
  private final CropSeeker seeker;
  private final CandidateMeasures measures;

  CasePreparation(Outliner outliner, NoduleDetector detector) {
    this.outliner = outliner;
    this.seeker = new CropSeeker(detector);
    this.measures = new CandidateMeasures(detector);
  }

  /** Nodules, found about as well as a detector finds them. */
  List<LabelledCase> nodules(List<LidcNodule> nodules, SplittableRandom random) {
    List<Seed> seeds = nodules.stream().map(n -> detected(n, random)).toList();
    return labelled(nodules, seeds);
  }

  /** Nodules, sought in their crops without knowing where they are. */
  List<LabelledCase> sought(List<LidcNodule> nodules) {
    return sought(nodules, found(nodules));
  }

  List<OutlinedCandidate> found(List<LidcNodule> nodules) {
    return OutlinedCandidate.of(
        seeker.seek(nodules.stream().map(LidcNodule::stack).toList()), outliner);
  }

  List<LabelledCase> sought(List<LidcNodule> nodules, List<OutlinedCandidate> found) {
    List<LabelledCase> cases = new ArrayList<>();
    for (int i = 0; i < nodules.size(); i++) {
      NoduleRow row = nodules.get(i).row();
      cases.add(labelled(row.patient(), row, found.get(i).seed(), found.get(i).outline()));
    }
    return cases;
  }

  private List<LabelledCase> labelled(List<LidcNodule> nodules, List<Seed> seeds) {
    List<Outline> outlines = outliner.outline(seeds);
    List<LabelledCase> cases = new ArrayList<>();
    for (int i = 0; i < nodules.size(); i++) {
      NoduleRow row = nodules.get(i).row();
      cases.add(labelled(row.patient(), row, seeds.get(i), outlines.get(i)));
    }
    return cases;
  }

  /** A spot that is no nodule, and whose it is. */
  record Spot(String patient, Seed seed) {}

  /** Spots that are no nodules; those at which nothing stands out are left out. */
  List<LabelledCase> spots(List<Spot> spots) {
    List<Outline> outlines = outliner.outline(spots.stream().map(Spot::seed).toList());
    List<LabelledCase> cases = new ArrayList<>();
    for (int i = 0; i < spots.size(); i++) {
      if (!outlines.get(i).isEmpty()) {
        cases.add(labelled(spots.get(i).patient(), null, spots.get(i).seed(), outlines.get(i)));
      }
    }
    return cases;
  }

  /**
   * A spot in each crop that shows one, away from the nodule and from the patient's others.
   *
   * @param nodules all of their patients'
   */
  List<LabelledCase> spotsBeside(List<LidcNodule> nodules, SplittableRandom random) {
    List<Spot> spots = new ArrayList<>();
    for (LidcNodule nodule : OtherNodules.mark(nodules)) {
      Negatives.inCrop(nodule, random)
          .forEach(seed -> spots.add(new Spot(nodule.row().patient(), seed)));
    }
    return spots(spots);
  }

  private LabelledCase labelled(
      String patient, @Nullable NoduleRow row, Seed seed, Outline outline) {
    CaseImages images =
        new CaseImages(
            seed.stack(),
            outline,
            seed.slice(),
            seed.column(),
            seed.row(),
            seed.expectedDiameterMm());
    return new LabelledCase(
        patient,
        row,
        images,
        measures.of(outline, seed.stack()),
        Measurement.of(outline, seed.stack()).longAxisMm());
  }

  /** Near the nodule's centre, on one of its larger slices, with a rough diameter. */
  private static Seed detected(LidcNodule nodule, SplittableRandom random) {
    int count = nodule.stack().count();
    int[] areas = new int[count];
    int largest = 0;
    BitSet[] masks = new BitSet[count];
    for (int s = 0; s < count; s++) {
      masks[s] = new BitSet();
      byte[] bits = nodule.readerBits().get(s);
      for (int p = 0; p < bits.length; p++) {
        masks[s].set(p, bits[p] != 0);
      }
      areas[s] = masks[s].cardinality();
      largest = areas[s] > areas[largest] ? s : largest;
    }
    if (areas[largest] == 0) {
      return Outliner.middleOf(nodule.stack());
    }
    int slice = largest;
    int other = random.nextInt(count);
    if (areas[other] > 0.6 * areas[largest]) {
      slice = other;
    }
    double radius = Math.sqrt(areas[largest] / Math.PI);
    double spread = 0.5 + 0.12 * radius;
    double column = masks[slice].stream().mapToDouble(p -> p % CropStack.SIDE).average().orElse(0);
    double row = masks[slice].stream().mapToDouble(p -> p / CropStack.SIDE).average().orElse(0);
    double diameterMm =
        2 * radius * nodule.stack().pixelSpacingMm() * Math.exp(0.15 * random.nextGaussian());
    return new Seed(
        nodule.stack(),
        slice,
        column + spread * random.nextGaussian(),
        row + spread * random.nextGaussian(),
        diameterMm);
  }
}
