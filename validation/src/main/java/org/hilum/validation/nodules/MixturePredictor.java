package org.hilum.validation.nodules;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.ModelInfo;
import org.hilum.model.assess.CropAssessment;
import org.hilum.model.assess.MixtureAssessor;
import org.hilum.model.assess.input.CropSeeker;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.history.ClinicalHistory;

/**
 * Hilum's own assessor on slices. A nodule that has a malignancy label is judged a second time with
 * a simulated history; the same nodule always gets the same one.
 */
public final class MixturePredictor implements NodulePredictor {

  private final MixtureAssessor assessor;
  private final CropSeeker seeker;
  private final ModelInfo model;
  private final HistorySimulator histories = new HistorySimulator();

  /**
   * @param assessor stays the caller's to close
   * @param seeker finds the nodules in their crops
   */
  public MixturePredictor(MixtureAssessor assessor, CropSeeker seeker, ModelInfo model) {
    this.seeker = requireNonNull(seeker, "seeker");
    this.assessor = requireNonNull(assessor, "assessor");
    this.model = requireNonNull(model, "model");
  }

  @Override
  public ModelInfo model() {
    return model;
  }

  @Override
  public List<NodulePrediction> predict(List<LidcNodule> nodules) {
    List<Seed> seeds = seeker.seek(nodules.stream().map(LidcNodule::stack).toList());
    List<CropAssessment> assessments = assessor.assessCrops(seeds, ClinicalHistory.empty());
    List<NodulePrediction> predictions = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      CropAssessment assessment = assessments.get(i);
      predictions.add(
          new NodulePrediction(
              assessment.malignancyProbability(),
              assessment.attributes(),
              assessment.measurement().longAxisMm(),
              wholeStack(assessment.outline(), seeds.get(i).stack().count()),
              withHistory(nodules.get(i), seeds.get(i))));
    }
    return predictions;
  }

  private NodulePrediction.SimulatedHistory withHistory(LidcNodule nodule, Seed seed) {
    if (!nodule.row().hasMalignancyLabel()) {
      return NodulePrediction.SimulatedHistory.NONE;
    }
    SplittableRandom random = new SplittableRandom(nodule.row().key().hashCode());
    HistorySimulator.Simulated simulated = histories.draw(nodule.row().malignant(), random);
    CropAssessment assessment = assessor.assessCrops(List.of(seed), simulated.history()).get(0);
    return new NodulePrediction.SimulatedHistory(
        assessment.malignancyProbability(), simulated.evidence());
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
