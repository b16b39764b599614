package org.hilum.validation.froc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.Detection;
import org.hilum.validation.ReferenceFinding;

/**
 * The scorer against the rules of LUNA16's script told again in the plainest way: no index, no
 * sorting, every threshold counted anew.
 */
class Luna16ScriptTest {

  private static final List<String> SERIES = List.of("1", "2", "3", "4");

  record Case(
      List<ReferenceFinding> nodules, List<ReferenceFinding> excluded, List<Detection> marks) {}

  private static boolean hits(Detection mark, ReferenceFinding finding) {
    double diameter = finding.diameterMm() < 0 ? 10 : finding.diameterMm();
    double squared =
        Math.pow(mark.center().xMm() - finding.center().xMm(), 2)
            + Math.pow(mark.center().yMm() - finding.center().yMm(), 2)
            + Math.pow(mark.center().zMm() - finding.center().zMm(), 2);
    return mark.seriesInstanceUid().equals(finding.seriesInstanceUid())
        && squared < Math.pow(diameter / 2, 2);
  }

  /** Sensitivity and false marks a scan at a threshold. */
  private static double[] at(double threshold, Case any) {
    int found = 0;
    int falseMarks = 0;
    for (ReferenceFinding nodule : any.nodules()) {
      found +=
          any.marks().stream().anyMatch(m -> m.score() >= threshold && hits(m, nodule)) ? 1 : 0;
    }
    for (Detection mark : any.marks()) {
      boolean explained =
          any.nodules().stream().anyMatch(n -> hits(mark, n))
              || any.excluded().stream().anyMatch(e -> hits(mark, e));
      falseMarks += mark.score() >= threshold && !explained ? 1 : 0;
    }
    return new double[] {
      (double) falseMarks / SERIES.size(), (double) found / any.nodules().size()
    };
  }

  /** {@code numpy.interp} on the points from the strictest threshold to the loosest. */
  private static double interpolated(double rate, List<double[]> points) {
    double[] below = points.get(0);
    double[] above = null;
    for (double[] point : points) {
      if (point[0] <= rate) {
        below = point;
      } else if (above == null) {
        above = point;
      }
    }
    return above == null
        ? below[1]
        : below[1] + (rate - below[0]) / (above[0] - below[0]) * (above[1] - below[1]);
  }

  @Property(tries = 500)
  void everyRateOfTheCpmIsTheScripts(@ForAll("cases") Case any) {
    List<double[]> points = new ArrayList<>();
    points.add(new double[] {0, 0});
    TreeSet<Double> thresholds = new TreeSet<>();
    any.marks().forEach(mark -> thresholds.add(mark.score()));
    thresholds.descendingSet().forEach(threshold -> points.add(at(threshold, any)));

    FrocResult result =
        new FrocScorer(0, 1, null).score(SERIES, any.nodules(), any.excluded(), any.marks());

    double sum = 0;
    for (FrocResult.RateSensitivity rate : result.rates()) {
      double expected = interpolated(rate.falsePositivesPerScan(), points);
      assertThat(rate.sensitivity()).isEqualTo(expected, within(1e-12));
      sum += expected;
    }
    assertThat(result.cpm()).isEqualTo(sum / 7, within(1e-12));
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<String> series = Arbitraries.of(SERIES);
    Arbitrary<PatientPoint> places =
        Arbitraries.integers().between(0, 12).map(i -> new PatientPoint(2.0 * i, 0, 0));
    Arbitrary<ReferenceFinding> findings =
        Combinators.combine(series, places, Arbitraries.of(-1.0, 0.0, 3.0, 4.0, 8.0))
            .as(ReferenceFinding::new);
    Arbitrary<Detection> marks =
        Combinators.combine(series, places, Arbitraries.of(0.0, 0.25, 0.5, 0.75, 1.0))
            .as(Detection::new);
    return Combinators.combine(
            findings.list().ofMinSize(1).ofMaxSize(8),
            findings.list().ofMaxSize(6),
            marks.list().ofMaxSize(60))
        .as(Case::new);
  }
}
