package org.hilum.model.assess.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hilum.model.assess.input.SecondOpinion;
import org.hilum.model.assess.input.SecondOpinion.Mark;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.OtherNodules;
import org.hilum.model.detect.ComposedScans;
import org.hilum.model.detect.ComposedScans.Scan;
import org.hilum.model.detect.ComposedScans.Truth;
import org.hilum.model.lung.LungSegmenter;

/**
 * Teaches the second opinion which of the detector's marks on the train split are nodules: on the
 * labelled crops, which have many patients but little depth; on the few whole CTs; and on these
 * with further nodules composed into them.
 */
final class SecondOpinionTraining {

  /** Of fewer readers nobody knows whether to call it a hit. */
  private static final int FEWEST_READERS = 3;

  private static final int CROPS_A_REPORT = 100;

  private final AssessorTrainer.Config config;
  private final DetectorMarks marks;
  private final TrainingProgress progress;

  SecondOpinionTraining(
      AssessorTrainer.Config config, DetectorMarks marks, TrainingProgress progress) {
    this.config = config;
    this.marks = marks;
    this.progress = progress;
  }

  /**
   * @param opinion what was learnt
   * @param data what from, in a sentence
   */
  record Trained(SecondOpinion opinion, String data) {}

  /**
   * @param nodules of the train split
   * @param composedScans so many are composed
   * @throws NoduleDataException if a CT cannot be used
   */
  Trained train(List<LidcNodule> nodules, int composedScans) {
    List<Mark> inCrops = inCrops(nodules);
    List<Mark> inScans = inScans();
    List<Mark> inComposed = inComposedScans(composedScans);
    String data =
        "second opinion: marks on nodules and beside them: %s in crops, %s in whole CTs, %s in composed ones"
            .formatted(counts(inCrops), counts(inScans), counts(inComposed));
    progress.report(data);
    List<Mark> all = new ArrayList<>(inCrops);
    all.addAll(inScans);
    all.addAll(inComposed);
    return new Trained(SecondOpinion.fit(all), data);
  }

  private static String counts(List<Mark> marks) {
    long nodules = marks.stream().filter(Mark::nodule).count();
    return nodules + " and " + (marks.size() - nodules);
  }

  private List<Mark> inCrops(List<LidcNodule> nodules) {
    List<LidcNodule> agreed =
        OtherNodules.mark(nodules).stream()
            .filter(nodule -> nodule.row().readers() >= FEWEST_READERS)
            .toList();
    List<Mark> found = new ArrayList<>();
    for (int i = 0; i < agreed.size(); i++) {
      found.addAll(marks.inCrop(agreed.get(i)));
      if ((i + 1) % CROPS_A_REPORT == 0) {
        progress.report("second opinion: %d of %d crops".formatted(i + 1, agreed.size()));
      }
    }
    return found;
  }

  private List<Mark> inScans() {
    List<Mark> found = new ArrayList<>();
    AnnotatedScan.each(
        config.scans(),
        config.annotations(),
        scan -> {
          LungSegmenter.Result lungs = LungSegmenter.segment(scan.volume());
          if (lungs instanceof LungSegmenter.Result.Found seen) {
            found.addAll(
                marks.inScan(
                    new Scan(
                        scan.volume(),
                        seen.lungs(),
                        scan.marks().stream()
                            .map(m -> new Truth(m.center(), m.diameterMm(), m.isNodule()))
                            .toList())));
          } else {
            progress.report("second opinion: %s left out, %s".formatted(scan.seriesUid(), lungs));
          }
        });
    return found;
  }

  private List<Mark> inComposedScans(int count) {
    if (config.annotations() == null) {
      return List.of();
    }
    List<Mark> found = new ArrayList<>();
    try {
      ComposedScans composed =
          ComposedScans.read(
              config.scans(),
              config.annotations(),
              config.nodules(),
              config.labels(),
              Split.TRAIN,
              config.seed());
      for (int i = 0; i < count; i++) {
        found.addAll(inComposedScan(composed, i));
        progress.report("second opinion: %d of %d composed scans".formatted(i + 1, count));
      }
    } catch (IOException e) {
      throw new NoduleDataException("A whole CT cannot be used: " + e.getMessage(), e);
    }
    return found;
  }

  private List<Mark> inComposedScan(ComposedScans composed, int index) {
    Scan scan;
    try {
      scan = composed.compose(index);
    } catch (NoduleDataException e) {
      progress.report("second opinion: left out: " + e.getMessage());
      return List.of();
    }
    return marks.inScan(scan);
  }
}
