package org.hilum.web.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.hilum.model.assess.MixtureAssessor;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.crops.OtherNodules;
import org.hilum.model.detect.Candidate;
import org.hilum.validation.Detection;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.froc.FrocResult;
import org.hilum.validation.froc.FrocScorer;
import org.hilum.validation.nodules.CropScan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./hilum bench crops}: the detector on the slices of single nodules. */
@Command(
    name = "crops",
    description = {
      "Measures the detector on the nodule crops of split val that at least three readers drew.",
      "A crop is only as deep as its nodule, so its edges are held outwards: a hard, artificial",
      "test. All of a crop is searched, walls and bones too.",
      "The shipped weights, and those of a folder, are measured with their second opinion, too."
    },
    mixinStandardHelpOptions = true)
final class BenchCropsCommand implements Callable<Integer> {

  private static final int FEWEST_READERS = 3;
  private static final double SLICES_A_FALSE_MARK = 10;

  /** Puts the crops of a patient so far apart that no mark reaches from one to another. */
  private static final double APART_MM = 1000;

  @Spec private CommandSpec spec;

  @Mixin private NoduleData data;

  @Mixin private DetectorChoice detectors;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchCropsCommand() {}

  @Override
  public Integer call() {
    List<CropScan> crops = new ArrayList<>();
    int slices = 0;
    try (NoduleArchive archive = NoduleArchive.open(data.nodules())) {
      List<LidcNodule> nodules =
          NoduleTable.read(data.labels()).stream()
              .filter(row -> row.split() == NoduleRow.Split.VAL)
              .map(archive::read)
              .toList();
      for (LidcNodule nodule : OtherNodules.mark(nodules)) {
        if (nodule.row().readers() >= FEWEST_READERS) {
          crops.add(new CropScan(nodule, crops.size() * APART_MM));
          slices += nodule.row().slices();
        }
      }
    }
    if (crops.isEmpty()) {
      throw new UsageException(
          "%s: no nodule of split val was drawn by %d readers; give the table of nodules"
              .formatted(data.labels(), FEWEST_READERS));
    }
    int all = slices;
    double falseMarks = slices / SLICES_A_FALSE_MARK;
    detectors.each(
        (name, loaded) -> {
          List<List<Candidate>> alone = new ArrayList<>();
          for (CropScan crop : crops) {
            alone.add(
                loaded.detector().detect(crop.volume(), crop.searched()).stream()
                    .filter(c -> crop.mark(c).isPresent())
                    .toList());
          }
          print(name, score(crops, alone, falseMarks), all, crops);
          if (loaded.assessor() != null) {
            List<List<Candidate>> seconded = new ArrayList<>();
            for (int i = 0; i < crops.size(); i++) {
              seconded.add(seconded(crops.get(i), alone.get(i), loaded.assessor()));
            }
            print(name + DetectorFigures.SECONDED, score(crops, seconded, falseMarks), all, crops);
          }
        });
    return HilumCli.DONE;
  }

  private static List<Candidate> seconded(
      CropScan crop, List<Candidate> candidates, MixtureAssessor assessor) {
    return assessor.secondOpinion(candidates, candidates.stream().map(crop::seed).toList());
  }

  /**
   * With patients for scans, so that the bootstrap draws patients.
   *
   * @param candidates a list a crop, of those that count
   */
  private static FrocResult score(
      List<CropScan> crops, List<List<Candidate>> candidates, double falseMarks) {
    List<ReferenceFinding> found = crops.stream().map(CropScan::nodule).toList();
    List<String> patients =
        found.stream().map(ReferenceFinding::seriesInstanceUid).distinct().toList();
    List<Detection> marks = new ArrayList<>();
    for (int i = 0; i < crops.size(); i++) {
      for (Candidate candidate : candidates.get(i)) {
        crops.get(i).mark(candidate).ifPresent(marks::add);
      }
    }
    return new FrocScorer()
        .score(patients, found, List.of(), marks, List.of(falseMarks / patients.size()));
  }

  private void print(String name, FrocResult result, int slices, List<CropScan> crops) {
    PrintWriter console = spec.commandLine().getOut();
    FrocResult.RateSensitivity rate = result.rates().get(0);
    double threshold = result.curve().thresholdAt(rate.falsePositivesPerScan());
    console.printf(
        Locale.ROOT,
        "%s: %d nodules of %d patients, %d slices%n",
        name,
        result.counts().nodules(),
        result.counts().scans(),
        slices);
    console.printf(
        Locale.ROOT,
        "  1 false mark in %.0f slices: sensitivity %.3f%s, from score %.3f%n",
        SLICES_A_FALSE_MARK,
        rate.sensitivity(),
        DetectorFigures.text(rate.interval()),
        threshold);
    DetectorFigures.printBySize(console, result, threshold, "from that score");
    printByScanner(console, result, threshold, crops);
    console.flush();
  }

  private static void printByScanner(
      PrintWriter console, FrocResult result, double threshold, List<CropScan> crops) {
    Map<ReferenceFinding, String> manufacturers =
        crops.stream().collect(toMap(CropScan::nodule, CropScan::manufacturer));
    result.nodules().stream()
        .collect(
            groupingBy(n -> manufacturers.getOrDefault(n.nodule(), ""), TreeMap::new, toList()))
        .forEach(
            (manufacturer, nodules) ->
                console.printf(
                    "  %s: %s from that score%n",
                    manufacturer.isEmpty() ? "scanner unknown" : manufacturer,
                    DetectorFigures.found(nodules, threshold)));
  }
}
