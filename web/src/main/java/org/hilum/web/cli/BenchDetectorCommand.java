package org.hilum.web.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.assess.MixtureAssessor;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.detect.Candidate;
import org.hilum.model.detect.ComposedScans;
import org.hilum.validation.Detection;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.froc.FrocResult;
import org.hilum.validation.froc.FrocScorer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hilum bench detector}: detectors side by side on composed scans. */
@Command(
    name = "detector",
    description = {
      "Compares detector weights on whole CTs of split val into which nodules of split val are",
      "composed as in training. That tells the better of two, not how many real nodules it finds.",
      "The shipped weights, and those of a folder, are measured with their second opinion, too."
    },
    mixinStandardHelpOptions = true)
final class BenchDetectorCommand implements Callable<Integer> {

  private static final Split SPLIT = Split.VAL;

  @Spec private CommandSpec spec;

  @Mixin private WholeCts cts;
  @Mixin private NoduleData data;

  @Mixin private DetectorChoice detectors;

  @Option(
      names = "--scans",
      defaultValue = "20",
      description = "Composed scans (default: ${DEFAULT-VALUE}).")
  private int scans;

  @Option(names = "--seed", defaultValue = "1", description = "Of the composing.")
  private long seed;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchDetectorCommand() {}

  @Override
  public Integer call() throws IOException, SeriesRefusedException {
    UsageException.requireAtLeast(1, "--scans", scans);
    detectors.check();
    PrintWriter console = spec.commandLine().getOut();
    TrainingScans.Prepared prepared = cts.of(SPLIT, data.labels());
    ComposedScans composed =
        ComposedScans.read(
            prepared.volumes(), prepared.annotations(), data.nodules(), data.labels(), SPLIT, seed);
    detectors.each(
        (name, loaded) -> {
          Scores scores = score(composed, loaded);
          print(console, name, scores.alone());
          if (scores.seconded() != null) {
            print(console, name + DetectorFigures.SECONDED, scores.seconded());
          }
        });
    return HilumCli.DONE;
  }

  /**
   * @param alone of the detector
   * @param seconded after the second opinion, where there is one
   */
  private record Scores(FrocResult alone, @Nullable FrocResult seconded) {}

  private Scores score(ComposedScans composed, DetectorChoice.Loaded loaded) {
    List<String> names = new ArrayList<>();
    List<ReferenceFinding> found = new ArrayList<>();
    List<ReferenceFinding> excluded = new ArrayList<>();
    List<Detection> alone = new ArrayList<>();
    List<Detection> seconded = new ArrayList<>();
    MixtureAssessor assessor = loaded.assessor();
    for (int i = 0; i < scans; i++) {
      String name = "composed-" + i;
      names.add(name);
      ComposedScans.Scan scan = composed.compose(i);
      for (ComposedScans.Truth truth : scan.findings()) {
        double diameter = truth.diameterMm();
        boolean unmeasured = diameter <= TrainingScans.UNMEASURED_MM;
        (truth.counts() ? found : excluded)
            .add(new ReferenceFinding(name, truth.center(), unmeasured ? Double.NaN : diameter));
      }
      List<Candidate> candidates = loaded.detector().detect(scan.volume(), scan.lungs());
      candidates.forEach(c -> alone.add(new Detection(name, c.center(), c.score())));
      if (assessor != null) {
        assessor
            .secondOpinion(scan.volume(), candidates)
            .forEach(c -> seconded.add(new Detection(name, c.center(), c.score())));
      }
    }
    FrocScorer scorer = new FrocScorer();
    return new Scores(
        scorer.score(names, found, excluded, alone),
        assessor == null ? null : scorer.score(names, found, excluded, seconded));
  }

  private void print(PrintWriter console, String name, FrocResult result) {
    console.printf(
        Locale.ROOT,
        "%s: %d scans, %d nodules, CPM %.3f%s%n",
        name,
        result.counts().scans(),
        result.counts().nodules(),
        result.cpm(),
        DetectorFigures.text(result.cpmInterval()));
    for (FrocResult.RateSensitivity rate : result.rates()) {
      console.printf(
          Locale.ROOT,
          "  %5.3f false marks a scan: sensitivity %.3f, from score %.3f%n",
          rate.falsePositivesPerScan(),
          rate.sensitivity(),
          result.curve().thresholdAt(rate.falsePositivesPerScan()));
    }
    DetectorFigures.printBySize(
        console, result, result.curve().thresholdAt(2), "at 2 false marks a scan");
    console.flush();
  }
}
