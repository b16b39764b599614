package org.hilum.model.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.ModelException;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.model.NoduleFinding.ExpertWeight;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.detect.Candidate;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.HistoryParser;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.Sex;
import org.hilum.model.history.SmokingStatus;
import org.hilum.model.history.StructuredHistory;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.torch.WeightsFile.Tensor;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped weights on nodules of the val split, which training never saw. */
class MixtureAssessorTest {

  private static NoduleDetector detector;
  private static MixtureAssessor assessor;

  @BeforeAll
  static void load() {
    detector = NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector());
    assessor = new MixtureAssessor(AssessorWeights.shipped(), detector, ComputePrecision.FP32);
  }

  @AfterAll
  static void close() {
    assessor.close();
    detector.close();
  }

  /** What a detector makes of a nodule means nothing beside another one's. */
  @Test
  void refusesADetectorThatItWasNotTrainedWith() {
    WeightsFile shipped = HilumNoduleAnalyzer.shippedDetector();
    Map<String, Tensor> changed = new HashMap<>(shipped.tensors());
    float[] statistics = shipped.tensor("statistics").values().clone();
    statistics[0] += 1;
    changed.put("statistics", Tensor.of(statistics));
    AssessorWeights weights = AssessorWeights.shipped();
    try (NoduleDetector other =
        NoduleDetector.of(new WeightsFile(shipped.architecture(), shipped.properties(), changed))) {
      assertThatThrownBy(() -> new MixtureAssessor(weights, other, ComputePrecision.FP32))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(other.weightsHash())
          .hasMessageContaining("take both files of one run");
    }
  }

  @Test
  void readsTheLargeNoduleOfLidc0001AsItsReadersDid() {
    CropAssessment read = only(LidcData.nodule("LIDC-IDRI-0001/nodule-0"), ClinicalHistory.empty());
    assertThat(read.noduleProbability()).isGreaterThan(0.8);
    assertThat(read.malignancyProbability()).as("readers said 5, 5, 5, 4").isGreaterThan(0.7);
    assertThat(read.malignancyInterval().low()).isLessThan(read.malignancyProbability());
    assertThat(read.malignancyInterval().high()).isGreaterThan(read.malignancyProbability());
    assertThat(read.attributes().textureClass()).isEqualTo(Texture.SOLID);
    assertThat(read.measurement().longAxisMm())
        .as("published as 23 mm across")
        .isBetween(20.0, 38.0);
    assertThat(read.measurement().shortAxisMm())
        .isPositive()
        .isLessThanOrEqualTo(read.measurement().longAxisMm());
  }

  @Test
  void theSameNoduleInAVolumeIsReadTheSame() {
    LidcNodule nodule = LidcData.nodule("LIDC-IDRI-0001/nodule-0");
    CtVolume volume = volumeOf(nodule);
    VolumeGrid grid = volume.grid();
    PatientPoint middle = grid.toPatient(64, 64, grid.slices() / 2);
    CropAssessment expected = only(nodule, ClinicalHistory.empty());
    Assessment found =
        assessor
            .assess(
                volume, List.of(new CandidatePoint(middle, 23, 0.9)), 0, ClinicalHistory.empty())
            .get(0);
    assertThat(found.longAxisMm()).isCloseTo(expected.measurement().longAxisMm(), within(1.5));
    assertThat(found.mask().voxelCount() * grid.voxelVolumeMm3())
        .isCloseTo(found.volumeMm3(), within(0.5));
    assertThat(found.malignancyProbability())
        .isCloseTo(expected.malignancyProbability(), within(0.1));
    assertThat(found.candidate().center().distanceMmTo(middle)).isLessThan(6);
  }

  /** The words are those of denials, treatments and organs that are told of cancers, too. */
  @Test
  void aTextThatTellsOfNoFactorHardlyMovesTheMalignancy() {
    LidcNodule nodule = LidcData.nodule("LIDC-IDRI-0001/nodule-0");
    double silent = logOdds(nodule, ClinicalHistory.empty());

    for (String text :
        List.of(
            "Treated for pneumonia last winter.",
            "No relevant past medical history",
            "甲状腺结节，定期复查",
            "无手术史，无输血史")) {
      assertThat(logOdds(nodule, read(text)) - silent).as(text).isBetween(-0.5, 0.5);
    }
    assertThat(logOdds(nodule, read("history of breast cancer")) - silent).isGreaterThan(0.9);
  }

  private static ClinicalHistory read(String text) {
    return HistoryParser.parse(List.of(new HistoryText("test", text)), StructuredHistory.empty());
  }

  private static double logOdds(LidcNodule nodule, ClinicalHistory history) {
    double p = only(nodule, history).malignancyProbability();
    return Math.log(p / (1 - p));
  }

  @Test
  void itsSecondOpinionRaisesANoduleAboveWhatIsNone() {
    CtVolume volume = volumeOf(LidcData.nodule("LIDC-IDRI-0001/nodule-0"));
    VolumeGrid grid = volume.grid();
    Candidate nodule = new Candidate(grid.toPatient(64, 64, grid.slices() / 2), 23, 0.3);
    Candidate corner = new Candidate(grid.toPatient(6, 6, grid.slices() / 2), 5, 0.3);

    List<Candidate> seconded = assessor.secondOpinion(volume, List.of(corner, nodule));
    assertThat(seconded)
        .extracting(Candidate::center)
        .containsExactly(corner.center(), nodule.center());
    assertThat(seconded.get(0).score()).isLessThan(0.3);
    assertThat(seconded.get(1).score()).isGreaterThan(0.5);

    List<CandidatePoint> points = Stream.of(corner, nodule).map(CandidatePoint::of).toList();
    assertThat(assessor.assess(volume, points, 0, ClinicalHistory.empty()))
        .extracting(Assessment::score)
        .containsExactly(seconded.get(1).score(), seconded.get(0).score());
    assertThat(assessor.assess(volume, points, 0.45, ClinicalHistory.empty()))
        .extracting(Assessment::candidate)
        .containsExactly(points.get(1));
  }

  /** The slices of a nodule as a small CT. */
  private static CtVolume volumeOf(LidcNodule nodule) {
    CropStack stack = nodule.stack();
    VolumeGrid grid =
        new VolumeGrid(
            CropStack.SIDE,
            CropStack.SIDE,
            stack.count(),
            stack.pixelSpacingMm(),
            stack.pixelSpacingMm(),
            stack.sliceSpacingMm(),
            new PatientPoint(10, 20, -150));
    short[] hu = new short[grid.voxelCount()];
    for (int i = 0; i < hu.length; i++) {
      int inSlice = i % grid.voxelsPerSlice();
      hu[i] =
          (short)
              stack.hu(
                  inSlice % CropStack.SIDE, inSlice / CropStack.SIDE, i / grid.voxelsPerSlice());
    }
    return new CtVolume(grid, hu);
  }

  @Test
  void withoutAHistoryOnlyTheImagesCount() {
    CropAssessment read = only(SyntheticNodules.some(1, 3).get(0), ClinicalHistory.empty());
    assertThat(read.modality().text()).isZero();
    assertThat(read.modality().vision()).isEqualTo(1);
  }

  @Test
  void theExpertsWeightsSumToOne() {
    CropAssessment read = only(SyntheticNodules.some(1, 3).get(0), ClinicalHistory.empty());
    assertThat(read.experts()).hasSize(5);
    assertThat(read.experts().get(0).name()).isEqualTo("measures");
    assertThat(read.experts().stream().mapToDouble(ExpertWeight::weight).sum())
        .isCloseTo(1, within(1e-5));
  }

  @Test
  void eachRiskFactorMovesTheMalignancyThePublishedWay() {
    LidcNodule nodule = SyntheticNodules.some(1, 5).get(0);
    assertRises(
        nodule,
        history(known(45), null, null, null, null),
        history(known(80), null, null, null, null));
    assertRises(
        nodule,
        history(null, known(Sex.MALE), null, null, null),
        history(null, known(Sex.FEMALE), null, null, null));
    assertRises(
        nodule,
        history(null, null, known(SmokingStatus.NEVER), null, null),
        history(null, null, known(SmokingStatus.EVER), null, null));
    assertRises(
        nodule,
        history(null, null, null, known(false), null),
        history(null, null, null, known(true), null));
    assertRises(
        nodule,
        history(null, null, null, null, known(false)),
        history(null, null, null, null, known(true)));
  }

  @Test
  void understandsADenialInTextAlone() {
    LidcNodule nodule = SyntheticNodules.some(1, 5).get(0);
    assertRises(nodule, text("否认肿瘤病史，不吸烟。"), text("乳腺癌病史，有长期吸烟史。"));
    assertRises(
        nodule,
        text("never smoker, no history of cancer."),
        text("current smoker, history of breast cancer."));
  }

  @Test
  void answersTheSameFromSeveralThreads() {
    List<LidcNodule> nodules = SyntheticNodules.some(2, 9);
    List<Double> once =
        nodules.stream()
            .map(n -> only(n, ClinicalHistory.empty()).malignancyProbability())
            .toList();
    List<CompletableFuture<Double>> again =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            only(nodules.get(i % 2), ClinicalHistory.empty())
                                .malignancyProbability()))
            .toList();
    for (int i = 0; i < again.size(); i++) {
      assertThat(again.get(i).join()).isCloseTo(once.get(i % 2), within(1e-6));
    }
  }

  @Test
  void noCandidatesAreNoAssessments() {
    VolumeGrid grid = new VolumeGrid(8, 8, 8, 1, 1, 1, new PatientPoint(0, 0, 0));
    CtVolume volume = new CtVolume(grid, new short[grid.voxelCount()]);
    assertThat(assessor.assess(volume, List.of(), 0, ClinicalHistory.empty())).isEmpty();
  }

  @Test
  void aSentenceLiesNearerToWhatItDescribes() {
    Embedding solid =
        assessor.embed("25 mm lung nodule, solid, markedly spiculated, suspicious of malignancy");
    Embedding large =
        only(LidcData.nodule("LIDC-IDRI-0001/nodule-0"), ClinicalHistory.empty()).embedding();
    Embedding calm =
        assessor.embed("4 mm lung nodule, solid, sharp margin, round, calcified, looks benign");
    assertThat(large.similarityTo(solid)).isGreaterThan(large.similarityTo(calm));
  }

  private static void assertRises(LidcNodule nodule, ClinicalHistory from, ClinicalHistory to) {
    CropAssessment higher = only(nodule, to);
    assertThat(higher.malignancyProbability())
        .isGreaterThan(only(nodule, from).malignancyProbability());
    assertThat(higher.modality().text()).isPositive();
  }

  private static ClinicalHistory history(
      Factor<Integer> age,
      Factor<Sex> sex,
      Factor<SmokingStatus> smoking,
      Factor<Boolean> cancer,
      Factor<Boolean> family) {
    return new ClinicalHistory(List.of(), age, sex, smoking, null, cancer, null, family, null);
  }

  private static <T> Factor<T> known(T value) {
    return new Factor<>(value, "test", "test");
  }

  private static ClinicalHistory text(String text) {
    return new ClinicalHistory(
        List.of(new HistoryText("test", text)), null, null, null, null, null, null, null, null);
  }

  private static CropAssessment only(LidcNodule nodule, ClinicalHistory history) {
    return assessor.assessCrops(List.of(Outliner.middleOf(nodule.stack())), history).get(0);
  }
}
