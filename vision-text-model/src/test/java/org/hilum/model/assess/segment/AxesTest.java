package org.hilum.model.assess.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.crops.CropStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxesTest {

  private static final int SIDE = CropStack.SIDE;
  private static final double PIXEL_MM = 0.7;

  @ParameterizedTest(name = "an ellipse of {0} by {1} mm, turned by {2} degrees")
  @CsvSource({"30, 20, 0", "30, 20, 30", "30, 12, 45", "22, 22, 0", "8, 5, 75", "5, 4, 110"})
  void measuresAnEllipseToWithinAPixel(double longMm, double shortMm, double degrees) {
    Axes axes = Axes.of(ellipse(longMm, shortMm, degrees), SIDE, PIXEL_MM);
    assertThat(axes.longMm()).isCloseTo(longMm, within(PIXEL_MM));
    assertThat(axes.shortMm()).isCloseTo(shortMm, within(1.3 * PIXEL_MM));
  }

  @Test
  void onePixelIsAsLongAsAPixel() {
    BitSet mask = new BitSet();
    mask.set(64 * SIDE + 64);
    assertThat(Axes.of(mask, SIDE, PIXEL_MM)).isEqualTo(new Axes(PIXEL_MM, PIXEL_MM));
  }

  @Test
  void nothingHasNoAxes() {
    assertThat(Axes.of(new BitSet(), SIDE, PIXEL_MM)).isEqualTo(new Axes(0, 0));
  }

  @Test
  void aMeasurementTakesTheLongestSliceAndAllVoxels() {
    BitSet small = ellipse(10, 8, 0);
    BitSet large = ellipse(20, 14, 0);
    CropStack stack =
        CropStack.ofGrey(List.of(new byte[SIDE * SIDE], new byte[SIDE * SIDE]), PIXEL_MM, 2.5);
    Measurement measurement = Measurement.of(new Outline(0, List.of(small, large)), stack);
    assertThat(measurement.longAxisMm()).isCloseTo(20, within(PIXEL_MM));
    assertThat(measurement.longAxisMm() * 10).isEqualTo(Math.rint(measurement.longAxisMm() * 10));
    double expected = Math.PI / 4 * (10 * 8 + 20 * 14) * 2.5;
    assertThat(measurement.volumeMm3()).isCloseTo(expected, within(0.05 * expected));
  }

  private static BitSet ellipse(double longMm, double shortMm, double degrees) {
    BitSet mask = new BitSet();
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    for (int p = 0; p < SIDE * SIDE; p++) {
      double x = (p % SIDE - 63.7) * PIXEL_MM;
      double y = (p / SIDE - 64.2) * PIXEL_MM;
      double a = (x * cos + y * sin) / (longMm / 2);
      double b = (y * cos - x * sin) / (shortMm / 2);
      mask.set(p, a * a + b * b <= 1);
    }
    return mask;
  }
}
