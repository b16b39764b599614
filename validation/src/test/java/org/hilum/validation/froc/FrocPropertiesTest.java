package org.hilum.validation.froc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.Detection;
import org.hilum.validation.ReferenceFinding;

class FrocPropertiesTest {

  private static final List<String> SERIES = List.of("a", "b", "c");
  private static final FrocScorer PLAIN = new FrocScorer(0, 1, null);

  record Case(
      List<ReferenceFinding> nodules, List<ReferenceFinding> excluded, List<Detection> marks) {
    FrocResult score() {
      return PLAIN.score(SERIES, nodules, excluded, marks);
    }
  }

  @Property(tries = 200)
  void perfectDetectionsGiveCpmOne(@ForAll("cases") Case any) {
    List<Detection> perfect =
        any.nodules().stream()
            .map(n -> new Detection(n.seriesInstanceUid(), n.center(), 1))
            .toList();
    double expected = any.nodules().isEmpty() ? 0 : 1;
    assertThat(new Case(any.nodules(), any.excluded(), perfect).score().cpm())
        .isEqualTo(expected, within(1e-12));
  }

  @Property(tries = 200)
  void noDetectionsGiveCpmZero(@ForAll("cases") Case any) {
    assertThat(new Case(any.nodules(), any.excluded(), List.of()).score().cpm()).isZero();
  }

  @Property(tries = 200)
  void orderNeverMatters(@ForAll("cases") Case any, @ForAll Random random) {
    Case shuffled =
        new Case(
            shuffled(any.nodules(), random),
            shuffled(any.excluded(), random),
            shuffled(any.marks(), random));
    FrocScorer bootstrapping = new FrocScorer(20, 1, null);

    FrocResult first = bootstrapping.score(SERIES, any.nodules(), any.excluded(), any.marks());
    FrocResult second =
        bootstrapping.score(
            shuffled(SERIES, random), shuffled.nodules(), shuffled.excluded(), shuffled.marks());

    assertThat(second.cpm()).isEqualTo(first.cpm());
    assertThat(second.cpmInterval()).isEqualTo(first.cpmInterval());
    assertThat(second.counts()).isEqualTo(first.counts());
    assertThat(second.falseMarks()).isEqualTo(first.falseMarks());
  }

  @Property(tries = 300)
  void anAddedFalseMarkNeverRaisesTheCurve(
      @ForAll("cases") Case any, @ForAll("scores") double score) {
    FrocCurve before = any.score().curve();
    List<Detection> more = new ArrayList<>(any.marks());
    more.add(new Detection("a", new PatientPoint(0, 9000, 0), score));
    FrocCurve after = new Case(any.nodules(), any.excluded(), more).score().curve();

    for (double rate = 0; rate <= 10; rate += 0.125) {
      assertThat(after.sensitivityAt(rate)).isLessThanOrEqualTo(before.sensitivityAt(rate) + 1e-12);
    }
  }

  @Property(tries = 200)
  void theCurveNeverFalls(@ForAll("cases") Case any) {
    FrocCurve curve = any.score().curve();
    for (int i = 1; i < curve.points(); i++) {
      assertThat(curve.sensitivity(i)).isBetween(curve.sensitivity(i - 1), 1.0);
      assertThat(curve.falsePositivesPerScan(i))
          .isGreaterThanOrEqualTo(curve.falsePositivesPerScan(i - 1));
    }
  }

  @Provide
  Arbitrary<Double> scores() {
    // Few distinct scores, so that ties are common.
    return Arbitraries.integers().between(0, 6).map(i -> i / 4.0 - 0.5);
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<String> series = Arbitraries.of(SERIES);
    Arbitrary<PatientPoint> places =
        Arbitraries.integers().between(0, 8).map(i -> new PatientPoint(4.0 * i, 0, 0));
    Arbitrary<ReferenceFinding> findings =
        Combinators.combine(series, places, Arbitraries.of(-1.0, 3.0, 6.0, 12.0))
            .as(ReferenceFinding::new);
    Arbitrary<Detection> marks = Combinators.combine(series, places, scores()).as(Detection::new);
    return Combinators.combine(
            findings.list().ofMaxSize(6), findings.list().ofMaxSize(4), marks.list().ofMaxSize(25))
        .as(Case::new);
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }
}
