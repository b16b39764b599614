package org.hilum.validation.nodules;

import java.util.List;
import org.hilum.model.ModelInfo;
import org.hilum.model.assess.data.CropStack;

/** A model that judges nodules by their slices alone, without a history. */
public interface NodulePredictor {

  ModelInfo model();

  /**
   * @return one prediction a stack, in their order
   * @throws org.hilum.model.ModelException if the model itself fails
   */
  List<NodulePrediction> predict(List<CropStack> stacks);
}
