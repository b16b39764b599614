package org.hilum.model.assess;

import java.util.List;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding.ExpertWeight;
import org.hilum.model.NoduleFinding.Interval;
import org.hilum.model.NoduleFinding.ModalityShare;
import org.hilum.model.assess.segment.Measurement;
import org.hilum.model.assess.segment.Outline;

/**
 * What the assessor makes of a stack of crops; see {@link Assessment} for the fields that both
 * have.
 *
 * @param outline in the crops' own pixels
 */
public record CropAssessment(
    double noduleProbability,
    double malignancyProbability,
    Interval malignancyInterval,
    NoduleAttributes attributes,
    List<ExpertWeight> experts,
    ModalityShare modality,
    Outline outline,
    Measurement measurement,
    Embedding embedding,
    boolean familiar) {

  public CropAssessment {
    experts = List.copyOf(experts);
  }
}
