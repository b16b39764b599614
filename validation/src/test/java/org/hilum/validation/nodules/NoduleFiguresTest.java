package org.hilum.validation.nodules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.crops.Rating;
import org.hilum.validation.SharedData;
import org.hilum.validation.report.Figure;
import org.hilum.validation.report.Subgroup;
import org.hilum.validation.segmentation.SegmentationScore;
import org.junit.jupiter.api.Test;

class NoduleFiguresTest {

  /** A case whose "model" repeats the readers' mean malignancy and texture. */
  private static NoduleCase echo(NoduleRow row) {
    double malignancy = (row.mean(Rating.MALIGNANCY).orElse(3) - 1) / 4;
    double texture = row.mean(Rating.TEXTURE).orElse(5);
    return new NoduleCase(
        row,
        "",
        new NodulePrediction(
            malignancy,
            new NoduleAttributes(texture, 1, 1, 5, 4, 6, 5),
            10,
            List.of(),
            NodulePrediction.SimulatedHistory.NONE),
        new SegmentationScore(0.8, 1, 110, 100),
        0.85,
        new byte[0]);
  }

  private static Figure figure(List<Figure> figures, String id) {
    return figures.stream().filter(f -> f.id().equals(id)).findAny().orElseThrow();
  }

  @Test
  void theDiametersAucOnTheRealNodulesIsThatOfAnIndependentComputation() {
    List<NoduleCase> cases =
        NoduleTable.read(SharedData.at("lidc-nodules/nodules.csv")).stream()
            .map(NoduleFiguresTest::echo)
            .toList();
    NoduleFigures figures = new NoduleFigures(cases);

    // Counted and computed from the same table with numpy, pair by pair.
    assertThat(figures.labelled()).hasSize(847);
    Figure diameter = figure(figures.baselines().get("diameter alone"), "malignancyAuc");
    assertThat(diameter.counts()).containsEntry("malignant", 321).containsEntry("benign", 521);
    assertThat(diameter.value()).isEqualTo(0.88553, within(5e-6));
    assertThat(figures.baselines()).containsKeys("Brock 2b, image terms alone");
  }

  @Test
  void aModelThatRepeatsTheReadersIsPerfectAndDoesBetterThanTheDiameter() {
    List<NoduleCase> cases =
        NoduleTable.read(SharedData.at("lidc-nodules/nodules.csv")).stream()
            .map(NoduleFiguresTest::echo)
            .toList();
    NoduleFigures figures = new NoduleFigures(cases);

    assertThat(figure(figures.malignancy(), "malignancyAuc").value()).isEqualTo(1);
    assertThat(figure(figures.malignancy(), "sensitivityAtSpecificity95").value()).isEqualTo(1);
    assertThat(figure(figures.attributes(), "textureSpearman").value()).isEqualTo(1, within(1e-9));
    double withReaders = figure(figures.attributes(), "textureKappaWithReaders").value();
    double between = figure(figures.attributes(), "textureKappaBetweenReaders").value();
    assertThat(withReaders).as("a mean agrees better than one reader").isGreaterThan(between);
    assertThat(figures.subgroups())
        .extracting(Subgroup::by)
        .contains("size", "texture", "slice spacing");
    Figure difference = figure(figures.baselines().get("diameter alone"), "modelLessBaseline");
    assertThat(difference.interval().low()).isPositive();
  }

  @Test
  void outlinesOfAHandComputedCase() {
    NoduleRow row =
        new NoduleRow("p", "n", NoduleRow.Split.VAL, 1, 4, true, 1, 1, 8, "", "", Map.of());
    NoduleFigures figures = new NoduleFigures(List.of(echo(row), echo(row)));

    assertThat(figure(figures.segmentation(), "dice").value()).isEqualTo(0.8);
    assertThat(figure(figures.segmentation(), "volumeBiasPercent").value())
        .isEqualTo(200 * 0.1 / 2.1, within(1e-9));
    assertThat(figures.malignancy()).isEmpty();
  }
}
