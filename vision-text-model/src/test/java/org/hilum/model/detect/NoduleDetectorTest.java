package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.hilum.model.LungPlace;
import org.hilum.model.LungPlace.Side;
import org.hilum.model.LungPlace.Zone;
import org.hilum.model.ModelException;
import org.hilum.model.RealCt;
import org.hilum.model.detect.WallMasses.Kind;
import org.hilum.model.detect.WallMasses.Site;
import org.hilum.model.detect.WallMasses.Wall;
import org.hilum.model.lung.LungSegmenter;
import org.hilum.model.lung.Lungs;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.PhantomNodule;
import org.hilum.model.phantom.PhantomNodule.Density;
import org.hilum.model.phantom.PhantomNodule.Shape;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.torch.WeightsFile.Tensor;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

class NoduleDetectorTest {

  private static final String SHIPPED = "/org/hilum/model/weights/detector.weights";

  private static WeightsFile shipped() {
    return WeightsFile.readResource(NoduleDetector.class, SHIPPED, NoduleDetector.ARCHITECTURE);
  }

  private static Lungs lungs(CtVolume volume) {
    return ((LungSegmenter.Result.Found) LungSegmenter.segment(volume)).lungs();
  }

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class OnARealCtThatTrainingNeverSaw {

    private final PatientPoint nodule = new PatientPoint(56.2, 86.0, -115);
    private static final double STRONG = 0.4;
    private static final double WIDE_MM = 46;

    private CtVolume volume;
    private Lungs lungs;
    private NoduleDetector detector;
    private List<Candidate> candidates;

    @BeforeAll
    void detect() throws IOException {
      TorchModule.setThreads(1);
      volume = RealCt.lidc0001();
      lungs = lungs(volume);
      detector = NoduleDetector.of(shipped(), NoduleDetector.suited(shipped()));
      candidates = detector.detect(volume, lungs);
    }

    @AfterAll
    void close() {
      if (detector != null) {
        detector.close();
      }
    }

    @Test
    void findsTheNoduleAndAtMostFiveOtherMarks() {
      List<Candidate> marks = candidates.stream().filter(c -> c.score() >= STRONG).toList();
      assertThat(marks)
          .anySatisfy(
              c -> {
                assertThat(c.center().distanceMmTo(nodule)).isLessThan(11.5);
                assertThat(c.diameterMm()).isCloseTo(23, within(8.0));
              })
          .hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void ordersCandidatesByScoreAndKeepsThemApartAndInTheLungs() {
      assertThat(candidates).hasSizeGreaterThan(5);
      for (int i = 1; i < candidates.size(); i++) {
        assertThat(candidates.get(i).score()).isLessThanOrEqualTo(candidates.get(i - 1).score());
        assertThat(candidates.get(i).center().distanceMmTo(candidates.get(0).center()))
            .isGreaterThan(candidates.get(0).diameterMm() / 2);
        assertThat(lungs.isWithin(candidates.get(i).center(), Lungs.FARTHEST_BEYOND_MM)).isTrue();
      }
    }

    /**
     * Half of it in the lung, half in the chest wall, so that the hull does not hold its centre.
     */
    @Test
    void findsAMassWhoseCentreLiesInTheWall() {
      PatientPoint center = new PatientPoint(96.6, 65.6, -147.5);
      Site site = new Site(Wall.LATERAL, center, new double[] {1, 0, 0});
      CtVolume grown = WallMasses.painted(volume, List.of(site), new Kind(23, 0, 0), 1);
      Lungs seen = lungs(grown);

      assertThat(seen.contains(center)).isFalse();
      assertThat(detector.detect(grown, seen))
          .anySatisfy(
              mark -> {
                assertThat(mark.center().distanceMmTo(center)).isLessThan(8);
                assertThat(mark.score()).isGreaterThan(STRONG);
              });
      assertThat(seen.place(center)).isEqualTo(new LungPlace(Side.LEFT, Zone.MIDDLE));
    }

    /** The ball that closes the hull sinks into so wide a dent. */
    @Test
    void findsAWideMassWhoseCentreIsFarFromTheHull() {
      Site site =
          WallMasses.sites(lungs, 15).stream()
              .filter(s -> s.wall() == Wall.MEDIASTINAL)
              .findFirst()
              .orElseThrow();
      Kind wide = new Kind(WIDE_MM / 2, 0, 0);
      PatientPoint center = site.center(wide);
      CtVolume grown = WallMasses.painted(volume, List.of(site), wide, 1);
      Lungs seen = lungs(grown);

      assertThat(seen.isWithin(center, 12)).isFalse();
      assertThat(detector.detect(grown, seen))
          .anySatisfy(
              mark -> {
                assertThat(mark.center().distanceMmTo(center)).isLessThan(WIDE_MM / 4);
                assertThat(mark.score()).isGreaterThan(STRONG);
              });
    }

    @Test
    void fullPrecisionWithoutTheMirroredLookAgreesOnTheBestCandidate() {
      WeightsFile weights = shipped();
      try (NoduleDetector exact =
          new NoduleDetector(
              DetectorInference.of(
                  weights.tensor("parameters").values(),
                  weights.tensor("statistics").values(),
                  null,
                  Precision.FP32),
              "the shipped one")) {
        Candidate best = exact.detectAtFirstSight(volume, lungs).get(0);
        assertThat(best.center().distanceMmTo(candidates.get(0).center())).isLessThan(3);
        assertThat(best.score()).isCloseTo(candidates.get(0).score(), within(0.15));
      }
    }
  }

  @Test
  void aMirrorTurnsVoxelsAndOutputsRoundTheSamePlane() {
    NoduleDetector.Mirror mirror = new NoduleDetector.Mirror(true, false, true);
    int stride = DetectorNetwork.OUTPUT_STRIDE;
    for (int output = 1; output < 24; output++) {
      assertThat(stride * mirror.column(output, 24)).isEqualTo(mirror.column(stride * output, 48));
      assertThat(mirror.row(output, 24)).isEqualTo(output);
      assertThat(stride * mirror.slice(output, 24)).isEqualTo(mirror.slice(stride * output, 48));
    }
  }

  @Test
  void smoothNodulesOfAPhantomAreFoundWhereTheyAre() {
    ChestPhantom phantom =
        ChestPhantom.generate(
            PhantomSpec.standard(
                4,
                List.of(
                    PhantomNodule.of(new PatientPoint(-75, 0, 0), 12, Density.SOLID, Shape.SPHERE),
                    PhantomNodule.of(
                        new PatientPoint(80, 10, 40), 8, Density.SOLID, Shape.SPHERE))));
    try (NoduleDetector detector = NoduleDetector.of(shipped(), Precision.suitedFloats())) {
      List<Candidate> candidates = detector.detect(phantom.volume(), lungs(phantom.volume()));
      for (var truth : phantom.truth()) {
        assertThat(candidates.subList(0, 4))
            .as("%s", truth)
            .anySatisfy(
                c -> assertThat(c.center().distanceMmTo(truth.nodule().center())).isLessThan(4));
      }
    }
  }

  @Test
  void weightsOfTheWrongSizeAreRefusedWithBothSizes() {
    WeightsFile wrong =
        new WeightsFile(
            NoduleDetector.ARCHITECTURE,
            Map.of(),
            Map.of("parameters", Tensor.of(1, 2, 3), "statistics", Tensor.of(1)));
    assertThatThrownBy(() -> NoduleDetector.of(wrong, Precision.FP32))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("3 parameters")
        .hasMessageContaining("the network has");
  }

  @Test
  void peaksWithinOneNoduleAreOneCandidate() {
    Candidate best = new Candidate(new PatientPoint(0, 0, 0), 20, 0.9);
    Candidate sameNodule = new Candidate(new PatientPoint(7, 5, 0), 6, 0.5);
    Candidate other = new Candidate(new PatientPoint(20, 0, 0), 6, 0.6);
    assertThat(NoduleDetector.grouped(List.of(sameNodule, other, best)))
        .containsExactly(best, other);
  }
}
