package org.hilum.validation.lidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.Test;

/** Hand-drawn squares on a grid of 1 mm pixels and 2 mm slices; real readings are tested apart. */
class LidcReferenceStandardTest {

  private final LidcReferenceStandard standard = new LidcReferenceStandard();

  @Test
  void theOutlineLiesOutsideTheNoduleAndTheDiameterIsThatOfASphereOfItsVolume() {
    // A square of edge pixels from 10 to 16 encloses 5 x 5 pixels: 25 mm2 on two slices of 2 mm.
    LidcReference reference =
        reference(
            reading(square("a", 10, 16, 4, 6)),
            reading(square("b", 10, 16, 4, 6)),
            reading(square("c", 10, 16, 4, 6)));

    assertThat(reference.nodules()).hasSize(1);
    LidcFinding nodule = reference.nodules().get(0);
    assertThat(nodule.readers()).isEqualTo(3);
    assertThat(nodule.diameterMm()).isEqualTo(Math.cbrt(6 * 100 / Math.PI), within(1e-9));
    assertThat(nodule.center()).isEqualTo(new PatientPoint(-100 + 13, -200 + 13, 5));
  }

  @Test
  void twoReadersAreNotEnoughAndTheirNoduleIsExcluded() {
    LidcReference reference =
        reference(
            reading(square("a", 10, 16, 4)), reading(square("b", 11, 17, 4)), reading(), reading());

    assertThat(reference.nodules()).isEmpty();
    assertThat(reference.excluded())
        .singleElement()
        .satisfies(nodule -> assertThat(nodule.readers()).isEqualTo(2));
  }

  @Test
  void twoDrawingsOfOneReaderInOneNoduleCountAsOneReader() {
    LidcReference reference =
        reference(
            reading(square("a1", 10, 16, 4), square("a2", 18, 24, 4)),
            reading(square("b", 10, 24, 4)));

    assertThat(reference.excluded()).singleElement();
    assertThat(reference.excluded().get(0).readers()).isEqualTo(2);
  }

  @Test
  void neighboursThatNeverOverlapStayTwoNodules() {
    LidcReference reference =
        reference(reading(square("a", 10, 16, 4)), reading(square("b", 30, 36, 4)));

    assertThat(reference.excluded()).hasSize(2);
  }

  @Test
  void whatAnOutlineExcludesDoesNotCount() {
    LidcOutline outside = outline(10, 18, 4, true);
    LidcOutline hole = outline(12, 16, 4, false);
    LidcMark holed = new LidcMark.Nodule("a", null, List.of(outside, hole));

    LidcReference reference = reference(reading(holed));

    // 7 x 7 less 3 x 3 pixels of 2 mm3.
    assertThat(reference.excluded().get(0).diameterMm())
        .isEqualTo(Math.cbrt(6 * (49 - 9) * 2 / Math.PI), within(1e-9));
  }

  @Test
  void pointMarksInsideADrawnNoduleBelongToItAndTheOthersAreExcluded() {
    LidcReference reference =
        reference(
            reading(square("a", 10, 16, 4)),
            reading(point("inside", 13, 13, 4), point("far", 40, 40, 4)),
            reading(point("far", 41, 41, 4)));

    assertThat(reference.excluded())
        .extracting(LidcFinding::kind)
        .containsExactlyInAnyOrder(LidcFinding.Kind.NODULE, LidcFinding.Kind.NODULE_UNDER_3_MM);
    LidcFinding small =
        reference.excluded().stream()
            .filter(f -> f.kind() == LidcFinding.Kind.NODULE_UNDER_3_MM)
            .findAny()
            .orElseThrow();
    assertThat(small.readers()).isEqualTo(2);
    assertThat(small.diameterMm()).isEqualTo(-1);
    assertThat(small.center()).isEqualTo(new PatientPoint(-100 + 40.5, -200 + 40.5, 4));
  }

  @Test
  void aMarkIsPlacedByPositionWhereItsImageUidIsUnknownAndLeftOutWhereNothingFits() {
    LidcMark byPosition = new LidcMark.NonNodule("n", "9.9.9", 4.4, new LidcPixel(1, 1));
    LidcMark nowhere = new LidcMark.NonNodule("n", "9.9.9", 400, new LidcPixel(1, 1));

    LidcReference reference = reference(reading(byPosition, nowhere));

    assertThat(reference.excluded()).hasSize(1);
    assertThat(reference.excluded().get(0).center().zMm()).isEqualTo(4);
    assertThat(reference.unplaced()).isEqualTo(1);
  }

  @Test
  void aReadingOfAnotherSeriesIsRefused() {
    assertThatThrownBy(() -> standard.of(new LidcReadMessage("7.7", List.of()), geometry()))
        .hasMessageContaining("7.7");
  }

  private LidcReference reference(LidcReading... readings) {
    return standard.of(new LidcReadMessage("1.2.3", List.of(readings)), geometry());
  }

  private static LidcGeometry geometry() {
    Map<String, PatientPoint> images = new HashMap<>();
    for (int z = 0; z <= 20; z += 2) {
      images.put("1.2.3." + z, new PatientPoint(-100, -200, z));
    }
    return new LidcGeometry("1.2.3", 1, 1, 2, images);
  }

  private static LidcReading reading(LidcMark... marks) {
    return new LidcReading(List.of(marks));
  }

  private static LidcMark point(String id, int column, int row, int z) {
    return new LidcMark.SmallNodule(id, "1.2.3." + z, z, new LidcPixel(column, row));
  }

  private static LidcMark square(String id, int from, int to, int... slices) {
    List<LidcOutline> outlines = new ArrayList<>();
    for (int z : slices) {
      outlines.add(outline(from, to, z, true));
    }
    return new LidcMark.Nodule(id, null, outlines);
  }

  private static LidcOutline outline(int from, int to, int z, boolean inclusion) {
    List<LidcPixel> edge = new ArrayList<>();
    for (int i = from; i < to; i++) {
      edge.add(new LidcPixel(i, from));
    }
    for (int i = from; i < to; i++) {
      edge.add(new LidcPixel(to, i));
    }
    for (int i = to; i > from; i--) {
      edge.add(new LidcPixel(i, to));
    }
    for (int i = to; i > from; i--) {
      edge.add(new LidcPixel(from, i));
    }
    return new LidcOutline("1.2.3." + z, z, inclusion, edge);
  }
}
