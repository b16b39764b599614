package org.hilum.validation.nodules;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hilum.model.ModelInfo;
import org.hilum.model.assess.CropAssessment;
import org.hilum.model.assess.MixtureAssessor;
import org.hilum.model.assess.data.CropStack;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.history.ClinicalHistory;

/** Hilum's own assessor on slices. */
public final class MixturePredictor implements NodulePredictor {

  private final MixtureAssessor assessor;
  private final ModelInfo model;

  /**
   * @param assessor stays the caller's to close
   */
  public MixturePredictor(MixtureAssessor assessor, ModelInfo model) {
    this.assessor = requireNonNull(assessor, "assessor");
    this.model = requireNonNull(model, "model");
  }

  @Override
  public ModelInfo model() {
    return model;
  }

  @Override
  public List<NodulePrediction> predict(List<CropStack> stacks) {
    List<CropAssessment> assessments = assessor.assessCrops(stacks, ClinicalHistory.empty());
    List<NodulePrediction> predictions = new ArrayList<>();
    for (int i = 0; i < stacks.size(); i++) {
      CropAssessment assessment = assessments.get(i);
      predictions.add(
          new NodulePrediction(
              assessment.malignancyProbability(),
              assessment.attributes(),
              assessment.measurement().longAxisMm(),
              wholeStack(assessment.outline(), stacks.get(i).count())));
    }
    return predictions;
  }

  private static List<BitSet> wholeStack(Outline outline, int slices) {
    List<BitSet> masks = new ArrayList<>();
    for (int slice = 0; slice < slices; slice++) {
      int index = slice - outline.firstSlice();
      boolean inside = index >= 0 && index < outline.masks().size();
      masks.add(inside ? outline.masks().get(index) : new BitSet());
    }
    return masks;
  }
}
