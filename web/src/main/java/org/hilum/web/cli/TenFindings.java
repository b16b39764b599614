package org.hilum.web.cli;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.LungPlace;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/** Finds ten balls where there are none: the reports' speed is measured, not the model's. */
final class TenFindings implements NoduleAnalyzer {

  private static final int COUNT = 10;

  @Override
  public ModelInfo model() {
    return new ModelInfo("bench", "1", "none");
  }

  @Override
  public AnalysisOutcome analyze(
      CtVolume volume, ClinicalHistory history, AnalysisProgress progress) {
    List<NoduleFinding> findings = new ArrayList<>();
    for (int id = 1; id <= COUNT; id++) {
      findings.add(finding(id, volume.grid()));
    }
    return new AnalysisOutcome.Analysed(findings, Map.of());
  }

  private static NoduleFinding finding(int id, VolumeGrid grid) {
    double radiusMm = 3 + id;
    double share = (id + 1.0) / (COUNT + 3);
    PatientPoint center =
        grid.toPatient(
            Math.rint(grid.columns() * (0.25 + share / 2)),
            Math.rint(grid.rows() * 0.5),
            Math.rint(grid.slices() * share));
    return new NoduleFinding(
        id,
        center,
        2 * radiusMm,
        1.6 * radiusMm,
        4 * Math.PI / 3 * Math.pow(radiusMm, 3),
        0.9,
        1 - id * 0.08,
        new NoduleFinding.Interval(Math.max(0, 0.8 - id * 0.08), 1 - id * 0.04),
        new NoduleAttributes(1 + id % 5, 1 + id % 5, 2, 3, 4, 6, 4),
        new LungPlace(LungPlace.Side.RIGHT, LungPlace.Zone.UPPER),
        List.of(new NoduleFinding.ExpertWeight("expert 1", 1)),
        new NoduleFinding.ModalityShare(0.8, 0.2),
        ball(grid, center, radiusMm),
        true);
  }

  private static NoduleMask ball(VolumeGrid grid, PatientPoint center, double radiusMm) {
    int halfColumns = (int) Math.ceil(radiusMm / grid.columnSpacingMm());
    int halfSlices = (int) Math.ceil(radiusMm / grid.sliceSpacingMm());
    int side = 2 * halfColumns + 1;
    int height = 2 * halfSlices + 1;
    BitSet bits = new BitSet();
    for (int slice = 0; slice < height; slice++) {
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          double dx = (column - halfColumns) * grid.columnSpacingMm();
          double dy = (row - halfColumns) * grid.columnSpacingMm();
          double dz = (slice - halfSlices) * grid.sliceSpacingMm();
          if (dx * dx + dy * dy + dz * dz <= radiusMm * radiusMm) {
            bits.set((slice * side + row) * side + column);
          }
        }
      }
    }
    return new NoduleMask(
        (int) Math.rint(grid.columnOf(center)) - halfColumns,
        (int) Math.rint(grid.rowOf(center)) - halfColumns,
        Math.max(0, (int) Math.rint(grid.sliceOf(center)) - halfSlices),
        side,
        side,
        height,
        bits);
  }

  @Override
  public void close() {}
}
