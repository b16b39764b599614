package org.hilum.ingest.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hilum.ingest.study.SeriesDecision.Reason;
import org.hilum.ingest.study.SeriesDecision.Verdict;
import org.hilum.ingest.study.SeriesRules.Preference;
import org.hilum.ingest.study.SeriesRules.Requirement;
import org.hilum.model.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the one series of a study that is analysed: by the rules in {@code series-rules.json}, of
 * those that fit one whose slices make up an even and complete stack.
 */
public final class SeriesChooser {

  /** The reason that comes of the slices themselves, beside those of the rules. */
  private static final String GEOMETRY = "geometry";

  private final SeriesRules rules = SeriesRules.load();

  /** One decision a series, in the order given; at most one is chosen. */
  public List<SeriesDecision> choose(List<CtSeries> allSeries) {
    Map<CtSeries, List<Reason>> reasons = new LinkedHashMap<>();
    List<CtSeries> fitting = new ArrayList<>();
    for (CtSeries series : allSeries) {
      List<Reason> failures = failures(series);
      reasons.put(series, failures);
      if (failures.isEmpty()) {
        fitting.add(series);
      }
    }
    List<CtSeries> readable = readable(fitting, reasons);
    Optional<CtSeries> best = readable.stream().min(byPreference());
    best.ifPresent(chosen -> explain(chosen, readable, reasons));
    return reasons.entrySet().stream()
        .map(
            entry ->
                new SeriesDecision(
                    entry.getKey(),
                    best.isPresent() && best.get() == entry.getKey(),
                    entry.getValue(),
                    refusal(entry.getKey())))
        .toList();
  }

  /**
   * Those that make up an even and complete stack, and why the others do not; where none does, all:
   * what the best of them lacks is then what the study is refused for.
   */
  private static List<CtSeries> readable(
      List<CtSeries> fitting, Map<CtSeries, List<Reason>> reasons) {
    Map<CtSeries, Reason> faults = new LinkedHashMap<>();
    for (CtSeries series : fitting) {
      try {
        SeriesGeometry.of(series);
      } catch (SeriesRefusedException e) {
        faults.put(series, new Reason(GEOMETRY, Verdict.EXCLUDED, e.what()));
      }
    }
    if (faults.size() == fitting.size()) {
      return fitting;
    }
    faults.forEach((series, fault) -> reasons.put(series, List.of(fault)));
    return fitting.stream().filter(series -> !faults.containsKey(series)).toList();
  }

  private List<Reason> failures(CtSeries series) {
    List<Reason> failures = new ArrayList<>();
    for (Requirement requirement : rules.require()) {
      if (!requirement.holds(series)) {
        failures.add(
            new Reason(
                String.valueOf(requirement.id()), Verdict.EXCLUDED, requirement.failure(series)));
      }
    }
    return failures;
  }

  private @Nullable RefusalCode refusal(CtSeries series) {
    return rules.require().stream()
        .filter(requirement -> !requirement.holds(series))
        .findFirst()
        .map(Requirement::refusal)
        .orElse(null);
  }

  private Comparator<CtSeries> byPreference() {
    Comparator<CtSeries> comparator = (a, b) -> 0;
    for (Preference preference : rules.prefer()) {
      comparator = comparator.thenComparingDouble(preference::rank);
    }
    return comparator.thenComparing(CtSeries::instanceUid);
  }

  /** The chosen series names what it is; each other one the first preference that it lost by. */
  private void explain(
      CtSeries chosen, List<CtSeries> fitting, Map<CtSeries, List<Reason>> reasons) {
    for (CtSeries series : fitting) {
      List<Reason> list = new ArrayList<>();
      if (series == chosen) {
        for (Preference preference : rules.prefer()) {
          list.add(
              new Reason(
                  preference.id(),
                  fitting.size() > 1 ? Verdict.PREFERRED : Verdict.FITS,
                  preference.describe(series)));
        }
        if (!series.leftOut().isEmpty()) {
          list.add(
              new Reason(GEOMETRY, Verdict.FITS, "without " + String.join(", ", series.leftOut())));
        }
      } else {
        rules.prefer().stream()
            .filter(preference -> preference.rank(series) != preference.rank(chosen))
            .findFirst()
            .ifPresent(
                lost ->
                    list.add(
                        new Reason(
                            lost.id(),
                            Verdict.NOT_PREFERRED,
                            "%s; the chosen series has %s"
                                .formatted(lost.describe(series), lost.describe(chosen)))));
      }
      reasons.put(series, list);
    }
  }
}
