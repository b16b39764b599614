package org.hilum.ingest.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.hilum.model.RefusalCode;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.Orientation;
import org.hilum.pacs.DicomInstance.PixelSpacing;
import org.hilum.pacs.DicomInstance.Vector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The geometry of a series")
class SeriesGeometryTest {

  private final TestSeries series = new TestSeries();

  @Test
  @DisplayName("sorts shuffled slices from the feet to the head")
  void sortsShuffledSlices() throws Exception {
    List<DicomInstance> shuffled = series.instances();
    Collections.shuffle(shuffled, new Random(7));

    SeriesGeometry geometry = SeriesGeometry.of(new CtSeries(shuffled));

    assertThat(geometry.slices())
        .extracting(slice -> slice.image().instanceNumber())
        .startsWith(1, 2, 3)
        .endsWith(59, 60);
    assertThat(geometry.grid().sliceSpacingMm()).isCloseTo(2.5, within(1e-9));
    assertThat(geometry.grid().origin().zMm()).isEqualTo(-100);
  }

  @Test
  @DisplayName("finds the stored pixel of a grid voxel, whichever way the image was stored")
  void findsTheStoredPixel() throws Exception {
    List<Orientation> ways =
        List.of(
            TestSeries.AXIAL,
            new Orientation(new Vector(-1, 0, 0), new Vector(0, -1, 0)),
            new Orientation(new Vector(0, 1, 0), new Vector(-1, 0, 0)));
    for (Orientation way : ways) {
      series.orientation = way;
      SeriesGeometry geometry = SeriesGeometry.of(new CtSeries(series.instances()));
      DicomInstance first = geometry.slices().get(0);

      int pixel = geometry.storedPixel(37, 5);

      Vector at = java.util.Objects.requireNonNull(first.image().position());
      double alongRow = 0.7 * (pixel % 512);
      double alongColumn = 0.7 * (pixel / 512);
      assertThat(at.x() + way.alongRow().x() * alongRow + way.alongColumn().x() * alongColumn)
          .isCloseTo(geometry.grid().toPatient(37, 5, 0).xMm(), within(1e-6));
      assertThat(at.y() + way.alongRow().y() * alongRow + way.alongColumn().y() * alongColumn)
          .isCloseTo(geometry.grid().toPatient(37, 5, 0).yMm(), within(1e-6));
    }
  }

  @Test
  @DisplayName("of a prone patient starts at the other corner, so that columns grow to the left")
  void ofAPronePatientStartsAtTheOtherCorner() throws Exception {
    series.orientation = new Orientation(new Vector(-1, 0, 0), new Vector(0, -1, 0));

    SeriesGeometry geometry = SeriesGeometry.of(series.build());

    assertThat(geometry.grid().origin().xMm()).isCloseTo(-180 - 511 * 0.7, within(1e-6));
    assertThat(geometry.grid().origin().yMm()).isCloseTo(-170 - 511 * 0.7, within(1e-6));
    assertThat(geometry.alongRow().positive()).isFalse();
  }

  @Test
  @DisplayName("may have positions that were rounded to a tenth of a millimetre")
  void mayHaveRoundedPositions() throws Exception {
    for (double spacing : new double[] {0.625, 0.75, 1.25}) {
      for (double first : new double[] {0, 0.3, 417.7}) {
        List<DicomInstance> rounded = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          rounded.add(series.slice(i, Math.round(10 * (first + i * spacing)) / 10.0));
        }

        assertThat(SeriesGeometry.of(new CtSeries(rounded)).grid().sliceSpacingMm())
            .isCloseTo(spacing, within(0.1 / 59));
      }
    }
  }

  @Test
  @DisplayName("may have pixel spacings that were written with other digits, but no others")
  void mayHavePixelSpacingsWithOtherDigits() throws Exception {
    series.pixelSpacing = new PixelSpacing(0.9765625, 0.9765625);
    List<DicomInstance> mixed = series.instances();
    series.pixelSpacing = new PixelSpacing(0.976562, 0.976562);
    mixed.set(20, series.slice(20, 50));

    assertThat(SeriesGeometry.of(new CtSeries(mixed)).grid().columnSpacingMm())
        .isEqualTo(0.9765625);

    series.pixelSpacing = new PixelSpacing(0.9765625, 0.98);
    mixed.set(20, series.slice(20, 50));
    assertThatThrownBy(() -> SeriesGeometry.of(new CtSeries(mixed)))
        .hasMessageContaining("differ in size, pixel spacing");
  }

  @Nested
  @DisplayName("is refused with its reason")
  class IsRefused {

    @Test
    @DisplayName("where a slice is missing, naming its neighbours and the gap")
    void whereASliceIsMissing() {
      List<DicomInstance> instances = series.instances();
      instances.remove(41);

      assertRefused(
          instances,
          RefusalCode.MISSING_SLICES,
          "slices 41 and 43 are 5.00 mm apart, the rest 2.50 mm (1 missing)");
    }

    @Test
    @DisplayName("where a gap is uneven")
    void whereAGapIsUneven() {
      List<DicomInstance> instances = new ArrayList<>(series.instances());
      instances.set(59, series.slice(59, 59 * 2.5 + 0.8));

      assertRefused(instances, RefusalCode.UNEVEN_SPACING, "slices 59 and 60 are 3.30 mm apart");
    }

    @Test
    @DisplayName("where two slices lie at the same place")
    void whereTwoSlicesLieAtTheSamePlace() {
      List<DicomInstance> instances = series.instances();
      instances.add(series.slice(60, 10 * 2.5));

      assertRefused(
          instances, RefusalCode.UNEVEN_SPACING, "slices 11 and 61 lie at the same place");
    }

    @Test
    @DisplayName("where its slices are oblique")
    void whereItsSlicesAreOblique() {
      double angle = Math.toRadians(12);
      series.orientation =
          new Orientation(new Vector(1, 0, 0), new Vector(0, Math.cos(angle), Math.sin(angle)));

      assertRefused(series.instances(), RefusalCode.NOT_AXIAL, "leans 12.0 degrees");
    }

    @Test
    @DisplayName("where the gantry was tilted although the slices look axial")
    void whereTheGantryWasTilted() {
      series.shiftPerSliceMm = 2.5 * Math.tan(Math.toRadians(10));

      assertRefused(series.instances(), RefusalCode.NOT_AXIAL, "tilted gantry");
    }

    @Test
    @DisplayName("where it is MR")
    void whereItIsMr() {
      series.modality = "MR";

      assertRefused(series.instances(), RefusalCode.NOT_CT, "is MR, not CT");
    }

    @Test
    @DisplayName("where it has too few slices")
    void whereItHasTooFewSlices() {
      series.slices = 12;

      assertRefused(series.instances(), RefusalCode.TOO_FEW_SLICES, "has 12 slices");
    }

    private void assertRefused(
        List<DicomInstance> instances, RefusalCode code, String messagePart) {
      assertThatThrownBy(() -> SeriesGeometry.of(new CtSeries(instances)))
          .isInstanceOfSatisfying(
              SeriesRefusedException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(code);
                assertThat(refused.getMessage())
                    .startsWith("Series 1.2.3.1: ")
                    .contains(messagePart)
                    .doesNotContain("\n");
              });
    }
  }
}
