package org.hilum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.AnalysisOutcome.Refused;
import org.hilum.model.LungPlace.Side;
import org.hilum.model.assess.Assessment;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.CandidateAssessor;
import org.hilum.model.assess.CandidatePoint;
import org.hilum.model.assess.Embedding;
import org.hilum.model.assess.MixtureAssessor;
import org.hilum.model.assess.NoduleSearch;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.Precision;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class HilumNoduleAnalyzerTest {

  private static final PatientPoint NODULE = new PatientPoint(56.2, 86.0, -115);

  private HilumNoduleAnalyzer analyzer;

  @BeforeAll
  void load() {
    analyzer = HilumNoduleAnalyzer.load(new ModelConfig(null, 1, 2, null, 50, null));
  }

  @AfterAll
  void close() {
    if (analyzer != null) {
      analyzer.close();
    }
  }

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class OnARealCtThatTrainingNeverSaw {

    private CtVolume volume;
    private final List<Integer> percents = new ArrayList<>();
    private Analysed analysed;

    @BeforeAll
    void analyse() throws IOException {
      volume = RealCt.lidc0001();
      analysed = analyse(volume, (step, percent) -> percents.add(percent));
    }

    private Analysed analyse(CtVolume ct, AnalysisProgress progress) {
      return (Analysed) analyzer.analyze(ct, ClinicalHistory.empty(), progress);
    }

    @Test
    void theNoduleIsFoundMeasuredAndPlacedAndThereAreAtMostFiveOtherMarks() {
      assertThat(analysed.nodules())
          .anySatisfy(
              finding -> {
                assertThat(finding.center().distanceMmTo(NODULE)).isLessThan(11.5);
                assertThat(finding.longAxisMm()).isCloseTo(31, within(9.0));
                assertThat(finding.shortAxisMm()).isLessThanOrEqualTo(finding.longAxisMm());
                assertThat(finding.place()).isNotNull();
                assertThat(finding.place().side()).isEqualTo(Side.LEFT);
                assertThat(finding.mask().voxelCount()).isPositive();
              })
          .hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void findingsAreNumberedMostSuspiciousFirst() {
      List<NoduleFinding> nodules = analysed.nodules();
      for (int i = 0; i < nodules.size(); i++) {
        assertThat(nodules.get(i).id()).isEqualTo(i + 1);
        assertThat(nodules.get(i).noduleProbability()).isBetween(0.0, 1.0);
        assertThat(nodules.get(i).malignancyProbability()).isBetween(0.0, 1.0);
      }
      assertThat(nodules.get(0).center().distanceMmTo(NODULE)).isLessThan(11.5);
    }

    @Test
    void itsFindingsCanBeSearchedByWordsAndByLikeness() {
      NoduleSearch<Integer> search = new NoduleSearch<>(analysed.embeddings());
      int many = analysed.nodules().size();

      assertThat(search.byWords("实性肺结节，明显毛刺", analyzer::embed, many))
          .extracting(NoduleSearch.Hit::nodule)
          .containsExactlyInAnyOrderElementsOf(
              analysed.nodules().stream().map(NoduleFinding::id).toList());
      assertThat(search.similarTo(analysed.embeddings().get(1), 1).get(0).nodule()).isEqualTo(1);
    }

    @Test
    void progressNeverFallsAndEndsAtAHundred() {
      assertThat(percents).isSorted().endsWith(100);
      assertThat(analysed.timingsMs()).containsOnlyKeys("lungs", "detection", "assessment");
    }

    /**
     * Or a validation, which takes the whole curve, would judge other findings than the service.
     */
    @Test
    void aLowerThresholdAddsFindingsAndChangesNone() {
      List<NoduleFinding> all = fromALowThreshold(50);
      assertThat(all).hasSizeGreaterThan(10);
      List<NoduleFinding> same =
          all.stream().filter(n -> n.noduleProbability() >= analyzer.ownThreshold()).toList();
      assertThat(same).hasSameSizeAs(analysed.nodules());
      for (int i = 0; i < same.size(); i++) {
        NoduleFinding finding = same.get(i);
        NoduleFinding expected = analysed.nodules().get(i);
        assertThat(finding.noduleProbability()).isEqualTo(expected.noduleProbability());
        assertThat(finding.center()).isEqualTo(expected.center());
        assertThat(finding.mask().equals(expected.mask())).isTrue();
        assertThat(finding.malignancyProbability())
            .as("the network's last digits go by how many candidates are asked about at once")
            .isCloseTo(expected.malignancyProbability(), within(1e-4));
      }
    }

    @Test
    void noMoreFindingsAreGivenThanAskedForTheSurestFirst() {
      List<NoduleFinding> few = fromALowThreshold(1);
      assertThat(few).hasSize(1);
      assertThat(few.get(0).center().distanceMmTo(NODULE)).isLessThan(11.5);
    }

    private List<NoduleFinding> fromALowThreshold(int mostFindings) {
      ModelConfig low = new ModelConfig(null, 1, 1, 0.02, mostFindings, null);
      try (NoduleAnalyzer other = HilumNoduleAnalyzer.load(low)) {
        return ((Analysed) other.analyze(volume, ClinicalHistory.empty(), AnalysisProgress.SILENT))
            .nodules();
      }
    }

    @Test
    void twoStudiesAtOnceGetTheSameFindingsAsOne() {
      CompletableFuture<Analysed> other =
          CompletableFuture.supplyAsync(() -> analyse(volume, AnalysisProgress.SILENT));
      Analysed mine = analyse(volume, AnalysisProgress.SILENT);
      assertThat(mine.nodules()).isEqualTo(analysed.nodules());
      assertThat(other.join().nodules()).isEqualTo(analysed.nodules());
    }
  }

  @Nested
  class Refuses {

    @Test
    void tooFewSlices() {
      assertRefused(10, 0.7, 2.5, RefusalCode.TOO_FEW_SLICES);
      assertRefused(100, 0.7, 0.6, RefusalCode.TOO_FEW_SLICES);
    }

    @Test
    void spacingsThatTheModelHasNeverSeen() {
      assertRefused(50, 0.7, 8, RefusalCode.OUT_OF_DISTRIBUTION);
      assertRefused(50, 3, 2.5, RefusalCode.OUT_OF_DISTRIBUTION);
    }

    @Test
    void aConstantVolume() {
      assertRefused(60, 1.2, 2.5, RefusalCode.INVALID_VALUES);
    }

    @Test
    void aStudyWhoseCandidatesAreAllStrange() throws IOException {
      WeightsFile weights = HilumNoduleAnalyzer.shippedDetector();
      NoduleDetector detector = NoduleDetector.of(weights);
      try (NoduleAnalyzer wary =
          new HilumNoduleAnalyzer(
              detector,
              new Estranged(
                  new MixtureAssessor(
                      AssessorWeights.shipped(), detector, ComputePrecision.suited())),
              new ModelInfo("wary", "1", "the fastest"),
              0.02,
              0.02,
              50,
              1)) {
        AnalysisOutcome outcome =
            wary.analyze(RealCt.lidc0001(), ClinicalHistory.empty(), AnalysisProgress.SILENT);
        assertThat(outcome)
            .isInstanceOfSatisfying(
                Refused.class,
                r -> {
                  assertThat(r.code()).isEqualTo(RefusalCode.OUT_OF_DISTRIBUTION);
                  assertThat(r.message()).matches("All \\d+ candidates look unlike .*");
                });
      }
    }

    private void assertRefused(int slices, double pixelMm, double sliceMm, RefusalCode code) {
      VolumeGrid grid =
          new VolumeGrid(64, 64, slices, pixelMm, pixelMm, sliceMm, new PatientPoint(0, 0, 0));
      short[] voxels = new short[grid.voxelCount()];
      Arrays.fill(voxels, (short) -1000);
      assertThat(
              analyzer.analyze(
                  new CtVolume(grid, voxels), ClinicalHistory.empty(), AnalysisProgress.SILENT))
          .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.code()).isEqualTo(code));
    }
  }

  /** The real assessor, to which everything is strange. */
  private record Estranged(CandidateAssessor real) implements CandidateAssessor {

    @Override
    public List<Assessment> assess(
        CtVolume volume, List<CandidatePoint> candidates, double least, ClinicalHistory history) {
      return real.assess(volume, candidates, least, history).stream()
          .map(
              a ->
                  new Assessment(
                      a.candidate(),
                      a.score(),
                      a.noduleProbability(),
                      a.malignancyProbability(),
                      a.malignancyInterval(),
                      a.attributes(),
                      a.experts(),
                      a.modality(),
                      a.mask(),
                      a.longAxisMm(),
                      a.shortAxisMm(),
                      a.volumeMm3(),
                      a.embedding(),
                      false))
          .toList();
    }

    @Override
    public Embedding embed(String sentence) {
      return real.embed(sentence);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @Test
  void corruptWeightsAreRefusedByName(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("detector.weights"), new byte[] {1, 2, 3});
    ModelConfig config = new ModelConfig(Precision.FP32, 1, 1, null, 50, folder);
    assertThatThrownBy(() -> HilumNoduleAnalyzer.load(config))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("detector.weights");
  }

  @Test
  void theVersionNamesCodeAndWeights() {
    assertThat(analyzer.model().name()).isEqualTo("Hilum");
    assertThat(analyzer.model().version()).matches("17-[0-9a-f]{12}");
    assertThat(analyzer.model().precision())
        .isEqualTo(NoduleDetector.suited(HilumNoduleAnalyzer.shippedDetector()).label());
  }
}
