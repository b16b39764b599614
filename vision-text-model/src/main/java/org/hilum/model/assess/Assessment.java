package org.hilum.model.assess;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding.ExpertWeight;
import org.hilum.model.NoduleFinding.Interval;
import org.hilum.model.NoduleFinding.ModalityShare;
import org.hilum.model.assess.input.SecondOpinion;
import org.hilum.model.volume.NoduleMask;

/**
 * What the assessor makes of one candidate.
 *
 * @param candidate the candidate as it was given
 * @param score the candidate's, moved by the second opinion ({@link SecondOpinion}), 0 to 1: it
 *     orders candidates and is not calibrated
 * @param noduleProbability that this is a nodule and not a vessel, a scar or the pleura, 0 to 1
 * @param malignancyProbability that readers would call it malignant, calibrated, 0 to 1
 * @param malignancyInterval 95 % interval of that probability
 * @param attributes as the mean of LIDC's readers would rate it; from the images alone
 * @param experts the experts that ran for this candidate, heaviest first; the weights sum to 1
 * @param modality how far each modality moved the malignancy estimate
 * @param mask the segmented voxels in the volume's own grid
 * @param longAxisMm the longest in-plane diameter on the slice where it is longest, to one decimal
 * @param shortAxisMm the largest diameter at right angles to it on that slice, to one decimal
 * @param volumeMm3 the outline's pixels, each as thick as its slice
 * @param embedding the image in the space shared with descriptive sentences, of unit length
 * @param familiar whether the assessor learnt from anything that measures like this; if not, the
 *     rest is a guess
 */
public record Assessment(
    CandidatePoint candidate,
    double score,
    double noduleProbability,
    double malignancyProbability,
    Interval malignancyInterval,
    NoduleAttributes attributes,
    List<ExpertWeight> experts,
    ModalityShare modality,
    NoduleMask mask,
    double longAxisMm,
    double shortAxisMm,
    double volumeMm3,
    Embedding embedding,
    boolean familiar) {

  public Assessment {
    requireNonNull(candidate, "candidate");
    requireNonNull(malignancyInterval, "malignancyInterval");
    requireNonNull(attributes, "attributes");
    requireNonNull(modality, "modality");
    requireNonNull(mask, "mask");
    requireNonNull(embedding, "embedding");
    experts = List.copyOf(experts);
  }
}
