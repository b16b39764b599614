package org.hilum.report;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.LungPlace;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.Sex;
import org.hilum.model.history.SmokingStatus;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;

/** Report inputs for the tests. */
public final class Inputs {

  public static final ModelInfo MODEL = new ModelInfo("hilum", "0.1.0", "fp32");

  private Inputs() {}

  public static StudyDescription study() {
    return study("Wang^Xiaodong=王^小东");
  }

  public static StudyDescription study(String patientName) {
    return new StudyDescription(
        "1.2.3",
        "1.2.3.4",
        patientName,
        "P-1",
        Sex.MALE,
        66,
        "A-17",
        LocalDateTime.parse("2026-02-28T23:59:58"),
        "CT CHEST W/O",
        "GE MEDICAL SYSTEMS",
        "LightSpeed Plus",
        120.0,
        "BONE",
        1.25,
        null,
        4,
        "Lung 1.25",
        240);
  }

  public static StudyDescription unknownStudy() {
    return new StudyDescription(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null);
  }

  public static ClinicalHistory history() {
    String source = "AdditionalPatientHistory (0010,21B0)";
    return new ClinicalHistory(
        List.of(new HistoryText(source, "66 y, ex-smoker 30 py, no family history")),
        new Factor<>(66, "PatientAge (0010,1010)", "066Y"),
        new Factor<>(Sex.MALE, "PatientSex (0010,0040)", "M"),
        new Factor<>(SmokingStatus.FORMER, source, "ex-smoker"),
        new Factor<>(30.0, source, "30 py"),
        null,
        null,
        new Factor<>(false, source, "no family history"),
        null);
  }

  public static NoduleFinding nodule(int id) {
    return nodule(id, 9.1, 7.4, new NoduleAttributes(4.6, 3.8, 1.4, 4.2, 3.9, 5.9, 4.8));
  }

  public static NoduleFinding nodule(
      int id, double longAxisMm, double shortAxisMm, NoduleAttributes attributes) {
    return new NoduleFinding(
        id,
        new PatientPoint(-61.5, 20.25, -140),
        longAxisMm,
        shortAxisMm,
        Math.PI / 6 * longAxisMm * shortAxisMm * shortAxisMm,
        0.97,
        0.62,
        new NoduleFinding.Interval(0.41, 0.8),
        attributes,
        new LungPlace(LungPlace.Side.RIGHT, LungPlace.Zone.UPPER),
        List.of(
            new NoduleFinding.ExpertWeight("expert 2", 0.75),
            new NoduleFinding.ExpertWeight("expert 5", 0.25)),
        new NoduleFinding.ModalityShare(0.8, 0.2),
        new NoduleMask(100, 120, 30, 2, 2, 2, new BitSet()),
        true);
  }

  /** The same, but unlike anything that the model learnt from. */
  public static NoduleFinding unfamiliar(NoduleFinding n) {
    return new NoduleFinding(
        n.id(),
        n.center(),
        n.longAxisMm(),
        n.shortAxisMm(),
        n.volumeMm3(),
        n.noduleProbability(),
        n.malignancyProbability(),
        n.malignancyInterval(),
        n.attributes(),
        n.place(),
        n.experts(),
        n.modality(),
        n.mask(),
        false);
  }

  public static ReportInput input(NoduleFinding... nodules) {
    return input(study(), history(), analysed(nodules));
  }

  public static ReportInput input(int nodules) {
    return input(
        IntStream.rangeClosed(1, nodules).mapToObj(Inputs::nodule).toArray(NoduleFinding[]::new));
  }

  public static ReportInput input(
      StudyDescription study, ClinicalHistory history, AnalysisOutcome outcome) {
    return new ReportInput(
        study,
        history,
        outcome,
        MODEL,
        Instant.parse("2026-03-01T08:30:00Z"),
        List.of(new FindingLocation(1, 4, 52)));
  }

  public static AnalysisOutcome analysed(NoduleFinding... nodules) {
    Map<String, Long> timings = new LinkedHashMap<>();
    timings.put("segmenting lungs", 812L);
    timings.put("detecting", 3120L);
    return new AnalysisOutcome.Analysed(List.of(nodules), timings);
  }
}
