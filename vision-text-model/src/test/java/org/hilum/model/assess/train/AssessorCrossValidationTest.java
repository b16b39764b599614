package org.hilum.model.assess.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.SmallTrainingSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssessorCrossValidationTest {

  @Test
  void tooFewLabelsForAFoldAreRefusedBeforeAnythingIsOutlined(@TempDir Path folder)
      throws IOException {
    SmallTrainingSet set = SmallTrainingSet.write(folder);
    try (NoduleDetector detector = NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector())) {
      AssessorCrossValidation validation =
          new AssessorCrossValidation(
              AssessorWeights.shipped().segmenter(),
              detector,
              new AssessorSteps(0, 1, 0, 1),
              ComputePrecision.suited(),
              1,
              line -> {});

      assertThatThrownBy(
              () -> validation.run(set.table(), set.nodules(), folder.resolve("cross-validation")))
          .isInstanceOf(NoduleDataException.class)
          .hasMessageContaining(set.table().toString())
          .hasMessageContaining(" in fold ");
    }
  }
}
