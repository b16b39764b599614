package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.detect.CaseComposer.Outcome;
import org.hilum.model.detect.CaseComposer.Pasted;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseComposerTest {

  private static final int SIZE = 64;
  private static final int WINDOWS = 400;
  private static final double[][] UPRIGHT = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  /** The hull lies some 4 mm outside the pleura. */
  private static final double PLEURA_MM = 4;

  /**
   * What became of something pasted.
   *
   * @param air its voxels where there was air
   * @param changed those of them that are to be seen
   * @param dense those of them that are no air any more
   */
  private record Seen(Pasted pasted, float depthMm, int air, int changed, int dense) {}

  private static List<Seen> seen;

  @BeforeAll
  static void compose(@TempDir Path folder) throws IOException {
    SmallTrainingSet set = SmallTrainingSet.write(folder);
    List<NoduleRow> table = NoduleTable.readWithSeries(set.table());
    TrainingVolume volume =
        TrainingVolume.readAll(
                set.headers(), set.annotations(), table, Split.TRAIN, TrainingVolume.MARGIN_MM)
            .get(0);
    try (NoduleArchive archive = NoduleArchive.open(set.nodules())) {
      seen = composed(volume, NoduleBank.readSamples(archive, table, Split.TRAIN));
    }
  }

  @Test
  void onlyLargeNodulesGrowIntoTheWallAndTheyReachIntoTheLung() {
    List<Seen> nodules = pasted(Outcome.NODULE);

    assertThat(nodules)
        .filteredOn(n -> n.pasted().diameter() < 14)
        .isNotEmpty()
        .allSatisfy(n -> assertThat(n.depthMm()).isGreaterThan((float) PLEURA_MM - 2));
    List<Seen> behindThePleura = nodules.stream().filter(n -> n.depthMm() < PLEURA_MM - 2).toList();
    assertThat(behindThePleura)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            n -> {
              assertThat(PLEURA_MM - n.depthMm()).isLessThan(0.5 * n.pasted().diameter() / 2 + 2);
              assertThat(n.changed()).isGreaterThan(100);
            });
  }

  @Test
  void aSeamWithoutANoduleHoldsLungAndNoWall() {
    assertThat(pasted(Outcome.DECOY))
        .hasSizeGreaterThan(20)
        .allSatisfy(seam -> assertThat(seam.dense()).isLessThanOrEqualTo(seam.air() * 2 / 5 + 5));
  }

  private static List<Seen> pasted(Outcome outcome) {
    return seen.stream().filter(s -> s.pasted().outcome() == outcome).toList();
  }

  private static List<Seen> composed(TrainingVolume volume, List<NoduleSample> bank) {
    CaseComposer composer = new CaseComposer(List.of(volume), bank, List.of(), SIZE, 3);
    SplittableRandom random = new SplittableRandom(3);
    List<Seen> all = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      CaseWindow window =
          new CaseWindow(
              SIZE,
              volume.region(),
              volume.depthTenthMm(),
              composer.anywhere(0, random),
              UPRIGHT,
              1,
              Elastic.NONE);
      float[] before = window.hu.clone();
      composer
          .pasteNodules(window, new ArrayList<>(), false, random)
          .forEach(pasted -> all.add(measured(window, before, pasted)));
    }
    return all;
  }

  private static Seen measured(CaseWindow window, float[] before, Pasted pasted) {
    int air = 0;
    int changed = 0;
    int dense = 0;
    for (int z = 0; z < SIZE; z++) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          double dx = x - pasted.x();
          double dy = y - pasted.y();
          double dz = z - pasted.z();
          int i = window.index(x, y, z);
          if (4 * (dx * dx + dy * dy + dz * dz) < pasted.diameter() * pasted.diameter()
              && before[i] < -700) {
            air++;
            changed += window.hu[i] - before[i] > 100 ? 1 : 0;
            dense += window.hu[i] > -500 ? 1 : 0;
          }
        }
      }
    }
    int middle = window.index((int) pasted.x(), (int) pasted.y(), (int) pasted.z());
    return new Seen(pasted, window.depthMm[middle], air, changed, dense);
  }
}
