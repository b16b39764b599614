package org.hilum.ingest.route;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * Looks for nodules at known places alone, and measures those that it sees in the image: as quick
 * as a test needs, and as true as the phantom. Its version can be changed.
 */
final class KnownPlacesAnalyzer implements NoduleAnalyzer {

  private static final int TISSUE_FROM_HU = -400;

  private final List<PatientPoint> places;
  volatile String version = "1";

  KnownPlacesAnalyzer(List<PatientPoint> places) {
    this.places = List.copyOf(places);
  }

  @Override
  public ModelInfo model() {
    return new ModelInfo("known places", version, "fp32");
  }

  @Override
  public AnalysisOutcome analyze(
      CtVolume volume, ClinicalHistory history, AnalysisProgress progress) {
    List<NoduleFinding> findings = new ArrayList<>();
    for (PatientPoint place : places) {
      VolumeGrid grid = volume.grid();
      int column = (int) Math.round(grid.columnOf(place));
      int row = (int) Math.round(grid.rowOf(place));
      int slice = (int) Math.round(grid.sliceOf(place));
      if (volume.hu(column, row, slice) > TISSUE_FROM_HU) {
        double across = width(volume, column, row, slice, 1, 0) * grid.columnSpacingMm();
        double down = width(volume, column, row, slice, 0, 1) * grid.rowSpacingMm();
        findings.add(finding(findings.size() + 1, place, across, down));
      }
    }
    return new AnalysisOutcome.Analysed(findings, Map.of("looking", 1L));
  }

  private static int width(CtVolume volume, int column, int row, int slice, int dx, int dy) {
    int width = 1;
    for (int sign = -1; sign <= 1; sign += 2) {
      for (int i = 1;
          volume.hu(column + sign * i * dx, row + sign * i * dy, slice) > TISSUE_FROM_HU;
          i++) {
        width++;
      }
    }
    return width;
  }

  private static NoduleFinding finding(int id, PatientPoint place, double across, double down) {
    double mean = (across + down) / 2;
    BitSet bits = new BitSet();
    bits.set(0);
    return new NoduleFinding(
        id,
        place,
        Math.max(across, down),
        Math.min(across, down),
        Math.PI / 6 * Math.pow(mean, 3),
        0.9,
        0.5,
        new NoduleFinding.Interval(0.3, 0.7),
        new NoduleAttributes(5, 1, 1, 4, 4, 6, 4),
        null,
        List.of(new NoduleFinding.ExpertWeight("solid", 1)),
        new NoduleFinding.ModalityShare(0.9, 0.1),
        new NoduleMask(0, 0, 0, 1, 1, 1, bits),
        true);
  }

  @Override
  public void close() {}
}
