package org.hilum.model.assess.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.ShippedWeights;
import org.hilum.model.assess.input.SecondOpinion;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.SmallTrainingSet;
import org.hilum.model.torch.TorchModule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped detector on a phantom and a few real nodules. */
class SecondOpinionTrainingTest {

  /** Enough for a false mark of the shipped detector among them. */
  private static final int NODULES = 12;

  @TempDir Path folder;

  @BeforeAll
  static void useOneThread() {
    TorchModule.setThreads(1);
  }

  @Test
  void learnsFromCropsWholeCtsAndComposedOnesAndIsKeptWithTheWeights() throws IOException {
    SmallTrainingSet set = SmallTrainingSet.write(folder);
    List<LidcNodule> nodules = nodules(set);
    List<String> lines = new ArrayList<>();
    AssessorWeights shipped = AssessorWeights.shipped();
    try (NoduleDetector detector = NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector());
        SliceSegmenter segmenter =
            new SliceSegmenter(shipped.segmenter(), ComputePrecision.suited())) {
      DetectorMarks marks = new DetectorMarks(detector, new Outliner(segmenter));
      SecondOpinionTraining.Trained trained =
          new SecondOpinionTraining(config(set), marks, lines::add).train(nodules, 1);
      SecondOpinion learnt = trained.opinion();

      assertThat(lines).contains("second opinion: 1 of 1 composed scans").contains(trained.data());
      assertThat(trained.data())
          .matches(
              ".*: [1-9]\\d* and [1-9]\\d* in crops, 0 and \\d+ in whole CTs,"
                  + " [1-9]\\d* and \\d+ in composed ones");
      SecondOpinion.Mark nodule =
          marks.inCrop(nodules.get(0)).stream()
              .filter(SecondOpinion.Mark::nodule)
              .findFirst()
              .orElseThrow();
      assertThat(learnt.score(0.3, nodule.measures())).isGreaterThan(0.35);
      assertThat(kept(learnt).score(0.3, nodule.measures()))
          .isEqualTo(learnt.score(0.3, nodule.measures()), within(0.01));
    }
  }

  private SecondOpinion kept(SecondOpinion learnt) {
    Path file = folder.resolve(AssessorWeights.FILE);
    ShippedWeights.with(learnt).write(file);
    return AssessorWeights.read(file).opinion();
  }

  private static List<LidcNodule> nodules(SmallTrainingSet set) {
    try (NoduleArchive archive = NoduleArchive.open(set.nodules())) {
      return NoduleTable.read(set.table()).stream()
          .filter(row -> row.split() == Split.TRAIN && row.readers() == 4)
          .limit(NODULES)
          .map(archive::read)
          .toList();
    }
  }

  private AssessorTrainer.Config config(SmallTrainingSet set) throws IOException {
    return new AssessorTrainer.Config(
        set.nodules(),
        set.table(),
        set.headers(),
        set.annotations(),
        folder,
        null,
        1,
        1,
        new AssessorSteps(0, 1, 0, 1),
        ComputePrecision.suited());
  }
}
