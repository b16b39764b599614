package org.hilum.model;

import java.util.List;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/**
 * One nodule.
 *
 * @param id unique within its analysis, from 1, most suspicious first
 * @param center where the detector marked it, which is nearer to what readers would call its centre
 *     than its outline's centre of mass where the outline leaves something out or runs over
 * @param longAxisMm the longest in-plane diameter on the slice where it is largest (RECIST style),
 *     to one decimal
 * @param shortAxisMm the largest diameter at right angles to it on the same slice, to one decimal
 * @param noduleProbability the detector's score, moved by the assessor's second opinion, 0 to 1: it
 *     orders marks and is not calibrated
 * @param malignancyProbability that readers would call it malignant, 0 to 1; the training labels
 *     are readers' opinions, not pathology
 * @param place null where the lungs could not tell
 * @param experts the experts that judged it and their weights, which sum to 1
 * @param familiar whether the model learnt from anything like it; if not, its estimates are guesses
 */
public record NoduleFinding(
    int id,
    PatientPoint center,
    double longAxisMm,
    double shortAxisMm,
    double volumeMm3,
    double noduleProbability,
    double malignancyProbability,
    Interval malignancyInterval,
    NoduleAttributes attributes,
    @Nullable LungPlace place,
    List<ExpertWeight> experts,
    ModalityShare modality,
    NoduleMask mask,
    boolean familiar) {

  public NoduleFinding {
    experts = List.copyOf(experts);
  }

  /**
   * The slice that shows it best: that with most of its outline, or else the nearest to its centre.
   *
   * @param grid of the volume it was found in
   * @return an index from 0 to {@code grid.slices() - 1}
   */
  public int keySlice(VolumeGrid grid) {
    int slice = mask.widestSlice().orElse((int) Math.round(grid.sliceOf(center)));
    return Math.max(0, Math.min(grid.slices() - 1, slice));
  }

  /** A 95 % interval of a probability. */
  public record Interval(double low, double high) {}

  public record ExpertWeight(String name, double weight) {}

  /** How much each modality moved the malignancy estimate; the two sum to 1. */
  public record ModalityShare(double vision, double text) {}
}
