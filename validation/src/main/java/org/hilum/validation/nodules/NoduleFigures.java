package org.hilum.validation.nodules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.assess.train.Statistics;
import org.hilum.model.crops.Rating;
import org.hilum.validation.ConfidenceInterval;
import org.hilum.validation.agreement.Agreement;
import org.hilum.validation.agreement.LimitsOfAgreement;
import org.hilum.validation.malignancy.MalignancyFigures;
import org.hilum.validation.report.Figure;
import org.hilum.validation.report.SizeBand;
import org.hilum.validation.report.Subgroup;
import org.hilum.validation.roc.ScoredCases;
import org.jspecify.annotations.Nullable;

/** The figures of a run over nodules. */
final class NoduleFigures {

  private static final double Z_95 = 1.959963984540054;
  private static final int MOST_READERS = 4;

  private final List<NoduleCase> all;
  private final List<NoduleCase> labelled;

  NoduleFigures(List<NoduleCase> cases) {
    this.all = List.copyOf(cases);
    this.labelled = cases.stream().filter(c -> c.row().hasMalignancyLabel()).toList();
  }

  /** Nodules by at least three readers whose mean malignancy is not 3. */
  List<NoduleCase> labelled() {
    return labelled;
  }

  static ScoredCases scored(List<NoduleCase> cases, ToDoubleFunction<NoduleCase> score) {
    boolean[] malignant = new boolean[cases.size()];
    for (int i = 0; i < malignant.length; i++) {
      malignant[i] = cases.get(i).row().malignant();
    }
    return new ScoredCases(cases.stream().mapToDouble(score).toArray(), malignant);
  }

  static double model(NoduleCase nodule) {
    return nodule.prediction().malignancyProbability();
  }

  List<Figure> malignancy() {
    return MalignancyFigures.of(scored(labelled, NoduleFigures::model));
  }

  double[] model() {
    return labelled.stream().mapToDouble(NoduleFigures::model).toArray();
  }

  boolean[] malignant() {
    boolean[] malignant = new boolean[labelled.size()];
    for (int i = 0; i < malignant.length; i++) {
      malignant[i] = labelled.get(i).row().malignant();
    }
    return malignant;
  }

  /** Scores of other methods on the same nodules; {@code NaN} where one gives none. */
  Map<String, double[]> others() {
    Map<String, double[]> others = new LinkedHashMap<>();
    others.put("diameter alone", scores(Baselines::diameterMm));
    others.put("Brock 2b, image terms alone", scores(Baselines::brock));
    others.put("Mayo, image terms alone", scores(Baselines::mayo));
    others.put(
        "history alone (simulated histories)",
        scores(c -> c.prediction().withHistory().historyLogOdds()));
    others.put(
        "model with image and history (simulated histories)",
        scores(c -> c.prediction().withHistory().malignancyProbability()));
    return others;
  }

  private double[] scores(ToDoubleFunction<NoduleCase> score) {
    return labelled.stream().mapToDouble(score).toArray();
  }

  /** Simpler methods on the same nodules, those for which the method gives a value. */
  Map<String, List<Figure>> baselines() {
    Map<String, List<Figure>> baselines = new LinkedHashMap<>();
    others()
        .forEach(
            (name, scores) -> {
              List<Figure> figures = MalignancyFigures.baseline(model(), scores, malignant());
              if (!figures.isEmpty()) {
                baselines.put(name, figures);
              }
            });
    return baselines;
  }

  List<Figure> segmentation() {
    List<Figure> figures = new ArrayList<>();
    double[] dice = all.stream().mapToDouble(c -> c.segmentation().dice()).toArray();
    figures.add(mean("dice", "Outline: Dice with the readers' majority, mean", dice));
    double[] readers = finite(all.stream().mapToDouble(NoduleCase::readersDice).toArray());
    figures.add(
        mean("diceBetweenReaders", "Outline: Dice between pairs of readers, mean", readers));
    double[] hd95 = finite(all.stream().mapToDouble(c -> c.segmentation().hd95Mm()).toArray());
    figures.add(mean("hd95Mm", "Outline: HD95 (mm), mean", hd95));
    double[] volume =
        finite(all.stream().mapToDouble(c -> c.segmentation().volumeDifferencePercent()).toArray());
    if (volume.length > 0) {
      LimitsOfAgreement limits = LimitsOfAgreement.of(volume);
      figures.add(
          new Figure(
              "volumeBiasPercent",
              "Outline: volume bias (% of the mean of both), with 95 % limits of agreement",
              limits.bias(),
              new ConfidenceInterval(limits.low(), limits.high()),
              Map.of("nodules", limits.cases())));
    }
    return figures;
  }

  /** A mean with its interval by the normal approximation. */
  private static Figure mean(String id, String label, double[] values) {
    Map<String, Integer> counts = Map.of("nodules", values.length);
    if (values.length < 2) {
      double value = values.length == 1 ? values[0] : Double.NaN;
      return new Figure(id, label, value, null, counts);
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    double error = Z_95 * Math.sqrt(variance / values.length);
    return new Figure(id, label, mean, new ConfidenceInterval(mean - error, mean + error), counts);
  }

  private static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }

  /**
   * For each rating: Spearman with the readers' mean, kappa with each reader and with all of them
   * pooled, and kappa between readers. LIDC's readers are not the same four people for every
   * patient: "reader 1" is who stands first in the nodule's ratings.
   */
  List<Figure> attributes() {
    List<Figure> figures = new ArrayList<>();
    for (Rating rating : Rating.values()) {
      List<NoduleCase> rated =
          all.stream()
              .filter(c -> c.row().readers() >= 3 && c.row().mean(rating).isPresent())
              .toList();
      if (rated.size() < 2) {
        continue;
      }
      String name = rating.column();
      String shown = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      Map<String, Integer> counts = Map.of("nodules", rated.size());
      double[] means =
          rated.stream().mapToDouble(c -> c.row().mean(rating).orElseThrow()).toArray();
      double[] said = rated.stream().mapToDouble(c -> said(c, rating)).toArray();
      Statistics.Estimate correlation =
          Statistics.byPatient(
              rated.stream().map(c -> c.row().patient()).toList(),
              chosen ->
                  Agreement.spearman(Statistics.at(chosen, said), Statistics.at(chosen, means)));
      figures.add(
          new Figure(
              name + "Spearman",
              shown + ": Spearman with the readers' mean",
              correlation.value(),
              new ConfidenceInterval(correlation.low(), correlation.high()),
              counts));
      if (rating != Rating.MALIGNANCY) {
        figures.add(
            new Figure(
                name + "KappaWithReaders",
                shown + ": quadratic kappa with single readers",
                kappaWithReaders(rated, rating),
                null,
                counts));
        for (int reader = 0; reader < MOST_READERS; reader++) {
          figures.add(kappaWithReader(rated, rating, reader, name, shown));
        }
      }
      figures.add(
          new Figure(
              name + "KappaBetweenReaders",
              shown + ": quadratic kappa between readers",
              kappaBetweenReaders(rated, rating),
              null,
              counts));
    }
    return figures;
  }

  private static double said(NoduleCase nodule, Rating rating) {
    NoduleAttributes a = nodule.prediction().attributes();
    return switch (rating) {
      case TEXTURE -> a.texture();
      case SPICULATION -> a.spiculation();
      case LOBULATION -> a.lobulation();
      case MARGIN -> a.margin();
      case SPHERICITY -> a.sphericity();
      case CALCIFICATION -> a.calcification();
      case SUBTLETY -> a.subtlety();
      case MALIGNANCY -> nodule.prediction().malignancyProbability();
    };
  }

  private static double kappaWithReaders(List<NoduleCase> rated, Rating rating) {
    List<int[]> pairs = new ArrayList<>();
    for (NoduleCase nodule : rated) {
      int said = (int) Math.round(said(nodule, rating));
      for (double reader : ratings(nodule, rating)) {
        pairs.add(new int[] {said, (int) reader});
      }
    }
    return kappa(pairs);
  }

  private static Figure kappaWithReader(
      List<NoduleCase> rated, Rating rating, int reader, String name, String shown) {
    List<int[]> pairs = new ArrayList<>();
    for (NoduleCase nodule : rated) {
      double[] readers = ratings(nodule, rating);
      if (reader < readers.length) {
        pairs.add(new int[] {(int) Math.round(said(nodule, rating)), (int) readers[reader]});
      }
    }
    return new Figure(
        "%sKappaWithReader%d".formatted(name, reader + 1),
        "%s: quadratic kappa with reader %d".formatted(shown, reader + 1),
        kappa(pairs),
        null,
        Map.of("nodules", pairs.size()));
  }

  /** Each pair of readers in both orders, since neither comes first. */
  private static double kappaBetweenReaders(List<NoduleCase> rated, Rating rating) {
    List<int[]> pairs = new ArrayList<>();
    for (NoduleCase nodule : rated) {
      double[] readers = ratings(nodule, rating);
      for (int i = 0; i < readers.length; i++) {
        for (int j = 0; j < readers.length; j++) {
          if (i != j) {
            pairs.add(new int[] {(int) readers[i], (int) readers[j]});
          }
        }
      }
    }
    return kappa(pairs);
  }

  private static double[] ratings(NoduleCase nodule, Rating rating) {
    double[] ratings = nodule.row().ratings().get(rating);
    return ratings == null ? new double[0] : ratings;
  }

  private static double kappa(List<int[]> pairs) {
    return Agreement.quadraticKappa(
        pairs.stream().mapToInt(pair -> pair[0]).toArray(),
        pairs.stream().mapToInt(pair -> pair[1]).toArray());
  }

  List<Subgroup> subgroups() {
    List<Subgroup> groups = new ArrayList<>();
    group(groups, "size", c -> SizeBand.of(c.row().diameterMm()));
    group(groups, "texture", NoduleFigures::textureClass);
    group(groups, "vendor", c -> c.vendor().isEmpty() ? null : c.vendor());
    group(groups, "slice spacing", NoduleFigures::spacingBand);
    return groups;
  }

  /** By the readers' mean, in LIDC's sense: 1 non-solid, 3 part-solid, 5 solid. */
  private static @Nullable String textureClass(NoduleCase nodule) {
    double mean = nodule.row().mean(Rating.TEXTURE).orElse(Double.NaN);
    if (Double.isNaN(mean)) {
      return null;
    }
    if (mean >= 4) {
      return "solid";
    }
    return mean >= 2 ? "part-solid" : "non-solid";
  }

  private static @Nullable String spacingBand(NoduleCase nodule) {
    double spacingMm = nodule.row().sliceSpacingMm();
    if (Double.isNaN(spacingMm)) {
      return null;
    }
    if (spacingMm <= 1.5) {
      return "up to 1.5 mm";
    }
    return spacingMm <= 2.5 ? "over 1.5 to 2.5 mm" : "over 2.5 mm";
  }

  private void group(
      List<Subgroup> groups, String by, Function<NoduleCase, @Nullable String> groupOf) {
    Map<String, List<NoduleCase>> parts = new TreeMap<>();
    for (NoduleCase nodule : labelled) {
      String group = groupOf.apply(nodule);
      if (group != null) {
        parts.computeIfAbsent(group, key -> new ArrayList<>()).add(nodule);
      }
    }
    parts.forEach(
        (group, cases) -> {
          ScoredCases scored = scored(cases, NoduleFigures::model);
          List<Figure> figures =
              scored.hasBothKinds()
                  ? List.of(MalignancyFigures.auc("malignancyAuc", "Malignancy: AUC", scored))
                  : List.of(
                      new Figure(
                          "malignancyAuc",
                          "Malignancy: AUC",
                          Double.NaN,
                          null,
                          MalignancyFigures.counts(scored)));
          groups.add(new Subgroup(by, group, smallerKind(scored), figures));
        });
  }

  /** An AUC rests on the rarer kind: twice its number is what the cases are worth. */
  private static int smallerKind(ScoredCases cases) {
    return Math.min(cases.size(), 2 * Math.min(cases.positives(), cases.negatives()));
  }
}
