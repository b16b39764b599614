package org.hilum.model.assess.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hilum.model.assess.segment.SegmenterWindow.View;
import org.hilum.model.crops.CropStack;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SegmenterWindowTest {

  private static final int SIDE = SegmenterWindow.SMALL;
  private static final int DISC_PIXELS = 10;

  @Test
  @DisplayName("A turned and scaled view shows image and target alike, about the window's middle")
  void showsImageAndTargetAlike() {
    short[] hu = new short[CropStack.SIDE * CropStack.SIDE];
    float[] target = new float[hu.length];
    for (int p = 0; p < hu.length; p++) {
      double dx = p % CropStack.SIDE - 60;
      double dy = p / CropStack.SIDE - 70;
      boolean inside = dx * dx + 3 * dy * dy <= DISC_PIXELS * DISC_PIXELS;
      hu[p] = (short) (inside ? 400 : -1000);
      target[p] = inside ? 1 : 0;
    }
    CropStack stack = CropStack.ofHu(List.of(hu), 0.7, 2);
    SegmenterWindow window = new SegmenterWindow(stack, 0, 60, 70, SIDE);
    double area = Math.PI * DISC_PIXELS * DISC_PIXELS / Math.sqrt(3);
    for (View view :
        List.of(
            View.PLAIN,
            new View(true, false, true, false, 0, 1, 1, 0),
            new View(false, true, false, true, 0.6, 1.2, 1, 0),
            new View(true, true, true, false, -0.5, 0.8, 1, 0))) {
      float[] image = new float[SegmenterWindow.floats(SIDE)];
      float[] drawn = new float[SIDE * SIDE];
      window.fill(image, 0, view);
      window.fillTarget(target, drawn, 0, view);
      double sum = 0;
      for (int p = 0; p < drawn.length; p++) {
        assertThat(image[p] + 0.5).isCloseTo(drawn[p], within(0.01));
        sum += drawn[p];
      }
      assertThat(sum).isCloseTo(area / (view.zoom() * view.zoom()), within(0.06 * area));
      assertThat(drawn[SIDE / 2 * SIDE + SIDE / 2]).isEqualTo(1);
    }
  }

  @Test
  void upsideDownTheSlicesBelowAndAboveChangePlaces() {
    List<short[]> slices = List.of(flat(-1000), flat(-500), flat(100));
    SegmenterWindow window = new SegmenterWindow(CropStack.ofHu(slices, 0.7, 2), 1, 60, 70, SIDE);
    float[] plain = new float[SegmenterWindow.floats(SIDE)];
    float[] turned = new float[plain.length];
    window.fill(plain, 0, View.PLAIN);
    window.fill(turned, 0, new View(false, false, false, true, 0, 1, 1, 0));
    int area = SIDE * SIDE;
    assertThat(plain[3 * area]).isLessThan(plain[0]);
    assertThat(plain[4 * area]).isGreaterThan(plain[0]);
    assertThat(turned[0]).isEqualTo(plain[0]);
    assertThat(turned[3 * area]).isEqualTo(plain[4 * area]);
    assertThat(turned[4 * area]).isEqualTo(plain[3 * area]);
  }

  @Test
  void withinSomeSlicesItsNeighboursAreThoseOrTheSliceItself() {
    List<short[]> slices = List.of(flat(-1000), flat(-500), flat(-100), flat(300));
    CropStack stack = CropStack.ofHu(slices, 0.7, 2);
    SegmenterWindow window = new SegmenterWindow(stack, 1, 60, 70, SIDE);
    float[] whole = new float[SegmenterWindow.floats(SIDE)];
    float[] part = new float[whole.length];
    window.fill(whole, 0, View.PLAIN);
    window.within(1, 2).fill(part, 0, View.PLAIN);
    int area = SIDE * SIDE;
    assertThat(part[0]).isEqualTo(whole[0]);
    assertThat(part[3 * area]).as("nothing below is known").isEqualTo(part[0]);
    assertThat(part[4 * area]).isEqualTo(whole[4 * area]).isGreaterThan(part[0]);
    assertThat(window.within(1, 1).stackPixel(3, 4)).isEqualTo(window.stackPixel(3, 4));
  }

  private static short[] flat(int hu) {
    short[] slice = new short[CropStack.SIDE * CropStack.SIDE];
    Arrays.fill(slice, (short) hu);
    return slice;
  }
}
