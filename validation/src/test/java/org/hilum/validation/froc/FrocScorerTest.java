package org.hilum.validation.froc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.ConfidenceInterval;
import org.hilum.validation.Detection;
import org.hilum.validation.ReferenceFinding;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FrocScorerTest {

  private static final FrocScorer PLAIN = new FrocScorer(0, 1, null);

  private static ReferenceFinding nodule(String series, double xMm, double diameterMm) {
    return new ReferenceFinding(series, new PatientPoint(xMm, 0, 0), diameterMm);
  }

  private static Detection mark(String series, double xMm, double score) {
    return new Detection(series, new PatientPoint(xMm, 0, 0), score);
  }

  @Nested
  class AMarkHits {

    @Test
    void onlyInsideTheRadiusAndNotOnIt() {
      List<ReferenceFinding> nodules = List.of(nodule("1", 0, 8));

      assertThat(found(nodules, mark("1", 3.999, 0.5))).isEqualTo(1);
      assertThat(found(nodules, mark("1", 4, 0.5))).isZero();
    }

    @Test
    void withinFiveMillimetresWhereTheDiameterIsMissingOrNegative() {
      assertThat(found(List.of(nodule("1", 0, Double.NaN)), mark("1", 4.9, 0.5))).isEqualTo(1);
      assertThat(found(List.of(nodule("1", 0, -1)), mark("1", 4.9, 0.5))).isEqualTo(1);
      assertThat(found(List.of(nodule("1", 0, -1)), mark("1", 5, 0.5))).isZero();
    }

    @Test
    void bothOfTwoNodulesThatItLiesIn() {
      assertThat(found(List.of(nodule("1", 0, 8), nodule("1", 2, 8)), mark("1", 1, 0.5)))
          .isEqualTo(2);
    }

    @Test
    void nothingInAnotherSeries() {
      assertThat(found(List.of(nodule("1", 0, 8)), mark("2", 0, 0.5))).isZero();
    }

    private int found(List<ReferenceFinding> nodules, Detection mark) {
      return PLAIN
          .score(List.of("1", "2"), nodules, List.of(), List.of(mark))
          .counts()
          .nodulesFound();
    }
  }

  @Test
  void severalMarksOnOneNoduleCountOnceByTheHighestScore() {
    FrocResult result =
        PLAIN.score(
            List.of("1"),
            List.of(nodule("1", 0, 10)),
            List.of(),
            List.of(mark("1", 1, 0.2), mark("1", 2, 0.9), mark("1", 3, 0.4)));

    assertThat(result.nodules()).singleElement().extracting("score").isEqualTo(0.9);
    assertThat(result.counts().repeatedHits()).isEqualTo(2);
    assertThat(result.counts().falsePositives()).isZero();
  }

  @Test
  void aMarkOnAnExcludedFindingIsNeitherRightNorWrong() {
    FrocResult result =
        PLAIN.score(
            List.of("1"),
            List.of(nodule("1", 0, 6)),
            List.of(nodule("1", 50, -1), nodule("1", 2, 6)),
            List.of(mark("1", 51, 0.9), mark("1", 1, 0.8)));

    assertThat(result.counts().onExcluded()).isEqualTo(1);
    assertThat(result.counts().falsePositives()).isZero();
    // The mark at 1 mm lies in both a nodule and an excluded finding: the nodule counts.
    assertThat(result.counts().nodulesFound()).isEqualTo(1);
  }

  @Test
  void theCurveOfAHandComputedCaseGoesThroughItsPoints() {
    // Two scans, four nodules, three found; marks by score: hit .9, false .8, hit .7 and false .7
    // (one step), false .6, hit .5, false .4. At 0.5 false marks a scan: 1/4; at 1: 2/4; at 1.5
    // first 2/4, then 3/4 once the hit at .5 joins; at 2 still 3/4.
    List<ReferenceFinding> nodules =
        List.of(nodule("1", 0, 6), nodule("1", 100, 6), nodule("2", 0, 6), nodule("2", 100, 6));
    List<Detection> marks =
        List.of(
            mark("1", 0, 0.9),
            mark("1", 300, 0.8),
            mark("1", 100, 0.7),
            mark("2", 300, 0.7),
            mark("2", 400, 0.6),
            mark("2", 0, 0.5),
            mark("2", 500, 0.4));
    FrocResult result = PLAIN.score(List.of("1", "2"), nodules, List.of(), marks);
    FrocCurve curve = result.curve();

    assertThat(curve.sensitivityAt(0)).isEqualTo(0.25);
    assertThat(curve.sensitivityAt(0.5)).isEqualTo(0.25);
    assertThat(curve.sensitivityAt(0.75)).isEqualTo(0.375, within(1e-12));
    assertThat(curve.sensitivityAt(1)).isEqualTo(0.5);
    assertThat(curve.sensitivityAt(1.5)).isEqualTo(0.75);
    assertThat(curve.sensitivityAt(8)).isEqualTo(0.75);
    // 1/8, 1/4 and 1/2: .25 each; 1: .5; 2, 4 and 8: .75 each.
    assertThat(result.cpm()).isEqualTo((3 * 0.25 + 0.5 + 3 * 0.75) / 7, within(1e-12));
    assertThat(result.falseMarks()).extracting(Detection::score).containsExactly(.8, .7, .6, .4);
  }

  @Test
  void withoutNodulesOrMarksTheCpmIsZeroAndHasNoInterval() {
    FrocResult noNodules =
        new FrocScorer().score(List.of("1"), List.of(), List.of(), List.of(mark("1", 0, 1)));
    assertThat(noNodules.cpm()).isZero();
    assertThat(noNodules.cpmInterval()).isNull();

    FrocResult noMarks =
        new FrocScorer().score(List.of("1"), List.of(nodule("1", 0, 5)), List.of(), List.of());
    assertThat(noMarks.cpm()).isZero();
    assertThat(noMarks.cpmInterval()).isEqualTo(noMarks.rates().get(0).interval());
  }

  @Test
  void theCapKeepsOnlyMarksAboveTheFirstOneTooMany() {
    List<Detection> marks =
        List.of(mark("1", 0, .9), mark("1", 50, .8), mark("1", 60, .7), mark("1", 70, .7));

    FrocResult result =
        new FrocScorer(0, 1, 3).score(List.of("1"), List.of(nodule("1", 0, 5)), List.of(), marks);

    // As LUNA16's script does it: marks equal to the fourth go too.
    assertThat(result.counts().cappedMarks()).isEqualTo(2);
    assertThat(result.counts().falsePositives()).isEqualTo(1);
  }

  @Test
  void theBootstrapResamplesWholeScansAndIsTheSameForTheSameSeed() {
    // Half of the scans have their one nodule found, without false marks: the sensitivity of a
    // resample is a binomial share, so its 95 % interval is known: 50 scans, p = 0.5 gives
    // 0.36 to 0.64 to within one step of 0.02.
    List<String> series = IntStream.range(0, 50).mapToObj(Integer::toString).toList();
    List<ReferenceFinding> nodules = series.stream().map(s -> nodule(s, 0, 6)).toList();
    List<Detection> marks =
        series.stream().filter(s -> Integer.parseInt(s) % 2 == 0).map(s -> mark(s, 0, 1)).toList();

    FrocResult result = new FrocScorer().score(series, nodules, List.of(), marks);
    FrocResult again = new FrocScorer().score(series, nodules, List.of(), marks);

    assertThat(result.cpm()).isEqualTo(0.5);
    assertThat(result.cpmInterval().low()).isEqualTo(0.36, within(0.021));
    assertThat(result.cpmInterval().high()).isEqualTo(0.64, within(0.021));
    assertThat(again.cpmInterval()).isEqualTo(result.cpmInterval());
  }

  @Test
  void ratesOfOnesOwnGetTheirIntervalsAndLeaveTheCpmAlone() {
    List<String> series = List.of("1", "2");
    List<ReferenceFinding> nodules = List.of(nodule("1", 0, 6), nodule("2", 0, 6));
    List<Detection> marks = new ArrayList<>(List.of(mark("1", 0, 1), mark("2", 0, 0.1)));
    for (int i = 0; i < 40; i++) {
      marks.add(mark("1", 100 + i, 0.5));
    }

    FrocResult usual = new FrocScorer().score(series, nodules, List.of(), marks);
    FrocResult own = new FrocScorer().score(series, nodules, List.of(), marks, List.of(1.0, 20.0));

    assertThat(own.rates().get(0)).isEqualTo(usual.rates().get(3));
    assertThat(own.rates().get(1).sensitivity()).isEqualTo(1);
    // The second hit follows on 20 false marks a scan: beyond the usual rates, and not cut off.
    assertThat(own.rates().get(1).interval()).isEqualTo(new ConfidenceInterval(1, 1));
    assertThat(own.cpm()).isEqualTo(usual.cpm());
  }

  @Test
  void thousandsOfScansAndAHundredThousandMarksTakeSeconds() {
    Random random = new Random(5);
    List<String> series = new ArrayList<>();
    List<ReferenceFinding> nodules = new ArrayList<>();
    List<Detection> marks = new ArrayList<>();
    for (int scan = 0; scan < 3000; scan++) {
      String uid = "1.2." + scan;
      series.add(uid);
      nodules.add(nodule(uid, random.nextDouble() * 300, 8));
      for (int i = 0; i < 40; i++) {
        marks.add(mark(uid, random.nextDouble() * 300, random.nextDouble()));
      }
    }
    long start = System.nanoTime();
    FrocResult result = new FrocScorer().score(series, nodules, List.of(), marks);
    double seconds = (System.nanoTime() - start) / 1e9;

    assertThat(result.counts().marks()).isEqualTo(120_000);
    assertThat(result.cpmInterval()).isNotNull();
    assertThat(seconds).isLessThan(30);
  }

  @Test
  void scansNamedTwiceOrNotAtAllAreRefused() {
    assertThatThrownBy(() -> PLAIN.score(List.of("1", "1"), List.of(), List.of(), List.of()))
        .hasMessageContaining("named twice");
    assertThatThrownBy(() -> PLAIN.score(List.of(), List.of(), List.of(), List.of()))
        .hasMessageContaining("no scans");
  }
}
