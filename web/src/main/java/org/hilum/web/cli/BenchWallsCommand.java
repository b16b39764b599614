package org.hilum.web.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.ModelException;
import org.hilum.model.NoduleFinding;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.detect.WallMasses;
import org.hilum.model.detect.WallMasses.Kind;
import org.hilum.model.detect.WallMasses.Site;
import org.hilum.model.detect.WallMasses.Wall;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.lung.LungSegmenter;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.MetaImage;
import org.hilum.model.volume.PatientPoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hilum bench walls}: masses at the chest wall and the mediastinum. */
@Command(
    name = "walls",
    description = {
      "Paints masses of 24 to 46 mm at the walls of the lungs of whole CTs of split val, partly in",
      "the lung and partly in the wall, and counts what the whole model finds. That tells the",
      "better of two versions, not how many real cancers it finds."
    },
    mixinStandardHelpOptions = true)
final class BenchWallsCommand implements Callable<Integer> {

  private static final double[] DIAMETERS_MM = {24, 36, 46};

  /** How far the centre lies behind the lungs' surface, in radii. */
  private static final double[] BEYOND = {-0.4, 0, 0.4};

  private static final double FAINT = 0.2;

  @Spec private CommandSpec spec;

  @Mixin private WholeCts cts;

  @Option(names = "--labels", required = true, description = "The table of nodules.")
  private Path labels;

  @Option(
      names = "--rounds",
      defaultValue = "1",
      description =
          "Painted copies of each CT, for each of nine kinds (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--hole",
      defaultValue = "0",
      description = {
        "Radius of a hole full of air in each mass, as a share of the mass's; 0 to 0.8 (default:",
        "${DEFAULT-VALUE}, none)."
      })
  private double hole;

  @Option(names = "--seed", defaultValue = "7", description = "Of the places.")
  private long seed;

  @Mixin private WeightsFolder weights;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchWallsCommand() {}

  /**
   * A painted mass.
   *
   * @param score of the best mark within its radius; 0 where there is none
   * @param offInRadii how far that mark is from its centre; NaN where there is none
   * @param longAxisShare that mark's long axis, in the mass's diameter; NaN where there is none
   */
  private record Mass(
      Wall wall, double beyond, double score, double offInRadii, double longAxisShare) {}

  /** What was found in all painted CTs. */
  private static final class Tally {
    private final List<Mass> masses = new ArrayList<>();
    private int scans;
    private int otherMarks;
    private int otherFaintMarks;
    private final List<String> refusals = new ArrayList<>();
  }

  @Override
  public Integer call() throws IOException, SeriesRefusedException {
    UsageException.requireAtLeast(1, "--rounds", rounds);
    if (!(hole >= 0 && hole <= 0.8)) {
      throw new UsageException("--hole must be from 0 to 0.8, not " + hole);
    }
    try (HilumNoduleAnalyzer analyzer =
        HilumNoduleAnalyzer.load(weights.config().withThreshold(FAINT))) {
      TrainingScans.Prepared prepared = cts.of(Split.VAL, labels);
      Tally tally = new Tally();
      for (Path header : prepared.volumes()) {
        measure(header, analyzer, tally);
      }
      print(tally, prepared.volumes().size(), analyzer);
    }
    return HilumCli.DONE;
  }

  private void measure(Path header, HilumNoduleAnalyzer analyzer, Tally tally) throws IOException {
    CtVolume volume = MetaImage.read(header);
    LungSegmenter.Result result = LungSegmenter.segment(volume);
    if (result instanceof LungSegmenter.Result.NotFound none) {
      throw new ModelException("%s: %s; leave it out".formatted(header, none.message()));
    }
    Lungs lungs = ((LungSegmenter.Result.Found) result).lungs();
    long number = seed;
    for (int round = 0; round < rounds; round++) {
      for (double diameterMm : DIAMETERS_MM) {
        for (double beyond : BEYOND) {
          number++;
          Kind kind = new Kind(diameterMm / 2, beyond, hole);
          List<Site> sites = WallMasses.sites(lungs, number);
          CtVolume painted = WallMasses.painted(volume, sites, kind, number);
          judge(painted, sites, kind, analyzer, tally);
        }
      }
    }
  }

  /** Where the whole CT is refused, no mass in it is found. */
  private static void judge(
      CtVolume painted, List<Site> sites, Kind kind, HilumNoduleAnalyzer analyzer, Tally tally) {
    List<NoduleFinding> marks = List.of();
    AnalysisOutcome outcome =
        analyzer.analyze(painted, ClinicalHistory.empty(), AnalysisProgress.SILENT);
    if (outcome instanceof AnalysisOutcome.Analysed analysed) {
      marks = analysed.nodules();
    } else if (outcome instanceof AnalysisOutcome.Refused refused) {
      tally.refusals.add(
          String.format(
              Locale.ROOT,
              "masses of %.0f mm, centre %+.1f radii beyond the surface: %s",
              2 * kind.radiusMm(),
              kind.beyond(),
              refused.message()));
    }
    List<NoduleFinding> others = new ArrayList<>(marks);
    for (Site site : sites) {
      PatientPoint center = site.center(kind);
      List<NoduleFinding> hits =
          marks.stream().filter(m -> m.center().distanceMmTo(center) <= kind.radiusMm()).toList();
      others.removeAll(hits);
      tally.masses.add(
          hits.stream()
              .max(Comparator.comparingDouble(NoduleFinding::noduleProbability))
              .map(
                  best ->
                      new Mass(
                          site.wall(),
                          kind.beyond(),
                          best.noduleProbability(),
                          best.center().distanceMmTo(center) / kind.radiusMm(),
                          best.longAxisMm() / (2 * kind.radiusMm())))
              .orElse(new Mass(site.wall(), kind.beyond(), 0, Double.NaN, Double.NaN)));
    }
    tally.scans++;
    tally.otherFaintMarks += others.size();
    tally.otherMarks +=
        (int) others.stream().filter(m -> m.noduleProbability() >= analyzer.ownThreshold()).count();
  }

  private void print(Tally tally, int volumes, HilumNoduleAnalyzer analyzer) {
    PrintWriter console = spec.commandLine().getOut();
    double threshold = analyzer.ownThreshold();
    console.printf(
        Locale.ROOT,
        "%d %smasses of %.0f to %.0f mm at walls of %d CTs, in %d painted copies%n",
        tally.masses.size(),
        hole > 0 ? "hollow " : "",
        DIAMETERS_MM[0],
        DIAMETERS_MM[DIAMETERS_MM.length - 1],
        volumes,
        tally.scans);
    console.printf(Locale.ROOT, "  all: %s%n", found(tally.masses, mass -> true, threshold));
    for (double beyond : BEYOND) {
      console.printf(
          Locale.ROOT,
          "  centre %+.1f radii beyond the surface: %s%n",
          beyond,
          found(tally.masses, mass -> mass.beyond() == beyond, threshold));
    }
    for (Wall wall : Wall.values()) {
      console.printf(
          Locale.ROOT,
          "  %s: %s%n",
          wall.name().toLowerCase(Locale.ROOT),
          found(tally.masses, mass -> mass.wall() == wall, threshold));
    }
    printMiddleAndTails(
        console, "marks off the centre, in radii", tally.masses.stream().map(Mass::offInRadii));
    for (double beyond : BEYOND) {
      printMiddleAndTails(
          console,
          "long axis of those at %+.1f radii, in diameters".formatted(beyond),
          tally.masses.stream().filter(m -> m.beyond() == beyond).map(Mass::longAxisShare));
    }
    console.printf(
        Locale.ROOT,
        "  other marks a CT: %.2f from %.2f on, %.2f from %.2f on%n",
        tally.otherMarks / (double) tally.scans,
        threshold,
        tally.otherFaintMarks / (double) tally.scans,
        FAINT);
    tally.refusals.forEach(r -> console.printf("  refused, %s%n", r));
    console.flush();
  }

  private static void printMiddleAndTails(PrintWriter console, String what, Stream<Double> some) {
    double[] sorted =
        some.mapToDouble(Double::doubleValue).filter(Double::isFinite).sorted().toArray();
    if (sorted.length > 0) {
      console.printf(
          Locale.ROOT,
          "  %s: median %.2f, eight of ten from %.2f to %.2f%n",
          what,
          sorted[sorted.length / 2],
          sorted[sorted.length / 10],
          sorted[sorted.length * 9 / 10]);
    }
  }

  private static String found(List<Mass> masses, Predicate<Mass> which, double threshold) {
    double[] scores = masses.stream().filter(which).mapToDouble(Mass::score).toArray();
    return String.format(
        Locale.ROOT,
        "%d of %d from %.2f on, %d from %.2f on",
        Arrays.stream(scores).filter(score -> score >= threshold).count(),
        scores.length,
        threshold,
        Arrays.stream(scores).filter(score -> score >= FAINT).count(),
        FAINT);
  }
}
