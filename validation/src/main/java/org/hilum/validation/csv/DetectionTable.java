package org.hilum.validation.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.Detection;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;

/** Detections in LUNA16's format: {@code seriesuid,coordX,coordY,coordZ,probability}. */
public final class DetectionTable {

  private static final Column SCORE =
      Column.required("probability", "score", "prob", "confidence", "cadprobability");

  private DetectionTable() {}

  /**
   * @throws InputException if the file as a whole cannot be used
   */
  public static List<Located<Detection>> read(Path file, InputProblems problems) {
    List<Column> columns =
        List.of(Coordinates.SERIES, Coordinates.X, Coordinates.Y, Coordinates.Z, SCORE);
    Map<Detection, Long> seen = new HashMap<>();
    List<Located<Detection>> detections = new ArrayList<>();
    new TableReader(file, columns, problems)
        .read(
            row -> {
              String series = SeriesIds.canonical(row.text(Coordinates.SERIES));
              Detection detection = new Detection(series, Coordinates.of(row), row.number(SCORE));
              Long before = seen.putIfAbsent(detection, row.line());
              if (before != null) {
                throw new TableReader.RowException("the same mark as line " + before);
              }
              detections.add(new Located<>(detection, row.line()));
            });
    warnOfSwappedScores(file, detections, problems);
    return detections;
  }

  /** A score column full of millimetres beside a coordinate column full of probabilities. */
  private static void warnOfSwappedScores(
      Path file, List<Located<Detection>> detections, InputProblems problems) {
    long outside = detections.stream().filter(d -> !isProbability(d.value().score())).count();
    if (detections.size() < 3 || outside * 2 < detections.size()) {
      return;
    }
    boolean swapped =
        allProbabilities(detections, PatientPoint::xMm)
            || allProbabilities(detections, PatientPoint::yMm)
            || allProbabilities(detections, PatientPoint::zMm);
    if (swapped) {
      problems.add(
          file.toString(),
          detections.get(0).line(),
          "scores look like millimetres and a coordinate like probabilities: swapped columns?");
    }
  }

  private static boolean allProbabilities(
      List<Located<Detection>> detections, ToDoubleFunction<PatientPoint> coordinate) {
    return detections.stream()
        .allMatch(d -> isProbability(coordinate.applyAsDouble(d.value().center())));
  }

  private static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }

  public static void write(Path file, List<Detection> detections) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("seriesuid,coordX,coordY,coordZ,probability\n");
      for (Detection d : detections) {
        out.write(
            String.format(
                Locale.ROOT,
                "%s,%.3f,%.3f,%.3f,%s\n",
                d.seriesInstanceUid(),
                d.center().xMm(),
                d.center().yMm(),
                d.center().zMm(),
                d.score()));
      }
    }
  }
}
