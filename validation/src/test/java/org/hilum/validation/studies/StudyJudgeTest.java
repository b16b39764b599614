package org.hilum.validation.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.MetaImage;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.report.guideline.GuidelineAssessment;
import org.hilum.validation.InputProblems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyJudgeTest {

  @TempDir Path folder;

  private static final class Nothing implements NoduleAnalyzer {
    @Override
    public ModelInfo model() {
      return new ModelInfo("nothing", "1", "fp32");
    }

    @Override
    public AnalysisOutcome analyze(
        CtVolume volume, ClinicalHistory history, AnalysisProgress progress) {
      return new AnalysisOutcome.Analysed(List.of(), Map.of());
    }

    @Override
    public void close() {}
  }

  @Test
  void aResultIsKeptUnderTheRulesThatItsScoresRestOn() throws IOException {
    VolumeGrid grid = new VolumeGrid(2, 2, 2, 1, 1, 1, new PatientPoint(0, 0, 0));
    MetaImage.write(new CtVolume(grid, new short[8]), folder.resolve("1.2.mhd"));
    StudyJudge judge =
        new StudyJudge(Luna16Source.under(folder, new InputProblems()), new Nothing(), 0.5, false);

    assertThat(judge.key("1.2")).isEqualTo(judge.key("1.2", GuidelineAssessment.VERSION));
    assertThat(judge.key("1.2")).isNotEqualTo(judge.key("1.2", "0"));
  }
}
