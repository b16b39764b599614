package org.hilum.model.assess.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.SyntheticNodules;
import org.hilum.model.assess.input.SecondOpinion.Mark;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.detect.ComposedScans;
import org.hilum.model.detect.ComposedScans.Truth;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.lung.Lungs;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a ball in a lung beside a wall, which the shipped detector does not miss. */
class DetectorMarksTest {

  private static final int AWAY_PIXELS = 40;

  private static final LidcNodule BALL = SyntheticNodules.ball("P1", 10, new SplittableRandom(1));

  private static NoduleDetector detector;
  private static SliceSegmenter segmenter;
  private static DetectorMarks marks;

  @BeforeAll
  static void load() {
    TorchModule.setThreads(1);
    detector = NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector());
    segmenter =
        new SliceSegmenter(AssessorWeights.shipped().segmenter(), ComputePrecision.suited());
    marks = new DetectorMarks(detector, new Outliner(segmenter));
  }

  @AfterAll
  static void close() {
    segmenter.close();
    detector.close();
  }

  @Test
  void inACropAMarkOnWhatReadersDrewIsANodule() {
    assertThat(marks.inCrop(BALL)).anyMatch(Mark::nodule);
  }

  @Test
  void inACropAMarkAwayFromWhatReadersDrewIsNone() {
    LidcNodule drawnBeside = new LidcNodule(BALL.row(), BALL.stack(), shifted(BALL.readerBits()));

    List<Mark> found = marks.inCrop(drawnBeside);
    assertThat(found).isNotEmpty().noneMatch(Mark::nodule);
    assertThat(found).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void inACropAMarkOnAnotherNoduleOfThePatientIsLeftOut() {
    List<BitSet> others = BALL.majority();
    LidcNodule otherThanDrawn =
        new LidcNodule(BALL.row(), BALL.stack(), shifted(BALL.readerBits()), others);

    assertThat(marks.inCrop(otherThanDrawn).size())
        .isLessThan(
            marks
                .inCrop(new LidcNodule(BALL.row(), BALL.stack(), shifted(BALL.readerBits())))
                .size());
  }

  @Test
  void inAScanWhatIsToBeFoundIsANoduleAndWhatDoesNotCountIsLeftOut() {
    CtVolume volume = BALL.stack().held(0, NoduleDetector.CONTEXT_MM);
    Lungs lungs = Lungs.all(BALL.stack().grid(0));
    PatientPoint middle = middle();

    List<Mark> toBeFound = inScan(volume, lungs, new Truth(middle, 14, true));
    List<Mark> doubtful = inScan(volume, lungs, new Truth(middle, 14, false));
    List<Mark> nothing = marks.inScan(new ComposedScans.Scan(volume, lungs, List.of()));
    assertThat(toBeFound).anyMatch(Mark::nodule);
    assertThat(nothing).hasSameSizeAs(toBeFound).noneMatch(Mark::nodule);
    assertThat(doubtful)
        .hasSize(toBeFound.size() - (int) toBeFound.stream().filter(Mark::nodule).count());
  }

  @Test
  void inAScanAMarkJustBesideAFindingIsLeftOut() {
    CtVolume volume = BALL.stack().held(0, NoduleDetector.CONTEXT_MM);
    Lungs lungs = Lungs.all(BALL.stack().grid(0));
    List<Mark> nothing = marks.inScan(new ComposedScans.Scan(volume, lungs, List.of()));
    PatientPoint middle = middle();
    PatientPoint beside = new PatientPoint(middle.xMm() - 13, middle.yMm(), middle.zMm());

    assertThat(inScan(volume, lungs, new Truth(beside, 20, true)))
        .as("the ball's mark lies some 3 mm beyond a nodule of 20 mm")
        .hasSizeLessThan(nothing.size())
        .noneMatch(Mark::nodule);
  }

  private static List<Mark> inScan(CtVolume volume, Lungs lungs, Truth truth) {
    return marks.inScan(new ComposedScans.Scan(volume, lungs, List.of(truth)));
  }

  private static PatientPoint middle() {
    double half = CropStack.SIDE / 2.0;
    return BALL.stack().grid(0).toPatient(half, half, (BALL.stack().count() - 1) / 2.0);
  }

  /** As if the readers had drawn something else. */
  private static List<byte[]> shifted(List<byte[]> masks) {
    return masks.stream()
        .map(
            mask -> {
              byte[] shifted = new byte[mask.length];
              IntStream.range(0, mask.length)
                  .filter(p -> mask[p] != 0 && p % CropStack.SIDE >= AWAY_PIXELS)
                  .forEach(p -> shifted[p - AWAY_PIXELS] = mask[p]);
              return shifted;
            })
        .toList();
  }
}
