package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hilum.model.detect.FalseMarks.FalseMark;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.Test;

class FalseMarksTest {

  @Test
  void aCheckpointKeepsThemToTheBitSoThatAResumedRunComposesTheSameCases() {
    FalseMarks marks =
        new FalseMarks(
            List.of(new FalseMark(2, new PatientPoint(-100.0 / 3, 0.1, 1e-9))),
            List.of(new FalseMark(1700, new PatientPoint(Math.PI, -Math.E, 77.7))));

    assertThat(FalseMarks.of(new WeightsFile("checkpoint", Map.of(), marks.tensors())))
        .isEqualTo(marks);
  }
}
