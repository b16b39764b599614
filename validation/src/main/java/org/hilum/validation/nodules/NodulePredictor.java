package org.hilum.validation.nodules;

import java.util.List;
import org.hilum.model.ModelInfo;
import org.hilum.model.crops.LidcNodule;

/** A model that judges nodules by their slices. */
public interface NodulePredictor {

  ModelInfo model();

  /**
   * @return one prediction a nodule, in their order
   * @throws org.hilum.model.ModelException if the model itself fails
   */
  List<NodulePrediction> predict(List<LidcNodule> nodules);
}
