package org.hilum.ingest.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.PixelSpacing;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The stack of a series")
class SeriesStackTest {

  private final TestSeries series = new TestSeries();

  @Test
  @DisplayName("is the whole series where nothing else lies between its slices")
  void isTheWholeSeries() {
    List<DicomInstance> arrived = series.instances();

    SeriesStack stack = SeriesStack.of(arrived);

    assertThat(stack.slices()).isEqualTo(arrived);
    assertThat(stack.leftOut()).isEmpty();
  }

  @Test
  @DisplayName("keeps one of two slices at one place, the lower numbered, whatever their order")
  void keepsOneOfTwoSlicesAtOnePlace() throws Exception {
    List<DicomInstance> arrived = series.instances();
    arrived.add(series.slice(60, 10 * 2.5));
    arrived.add(series.slice(61, 10 * 2.5 + 0.001));
    Collections.shuffle(arrived, new Random(3));

    CtSeries kept = CtSeries.of(arrived);

    assertThat(kept.leftOut())
        .containsExactlyInAnyOrder(
            "image 61 (at the place of image 11)", "image 62 (at the place of image 11)");
    assertThat(SeriesGeometry.of(kept).slices()).isEqualTo(series.instances());
  }

  @Test
  @DisplayName("leaves out a localizer, an image of another size and one without a place")
  void leavesOutOtherForms() throws Exception {
    List<DicomInstance> arrived = series.instances();
    TestSeries wide = new TestSeries();
    wide.pixelSpacing = new PixelSpacing(0.9, 0.9);
    arrived.add(0, TestSeries.localizer("1.2.3.1", 2).slice(60, 0));
    arrived.add(30, wide.slice(61, 7));

    CtSeries kept = CtSeries.of(arrived);

    assertThat(kept.leftOut())
        .containsExactly(
            "image 61 (a localizer)", "image 62 (of another size, spacing or orientation)");
    assertThat(SeriesGeometry.of(kept).slices()).isEqualTo(series.instances());
  }

  @Test
  @DisplayName("is left as it is where more than a few images do not belong: that is no accident")
  void isLeftAsItIsWhereManyDoNotBelong() {
    List<DicomInstance> arrived = series.instances();
    for (int i = 0; i < 4; i++) {
      arrived.add(series.slice(60 + i, i * 2.5));
    }

    CtSeries kept = CtSeries.of(arrived);

    assertThat(kept.instances()).isEqualTo(arrived);
    assertThat(kept.leftOut()).isEmpty();
    assertThatThrownBy(() -> SeriesGeometry.of(kept)).hasMessageContaining("lie at the same place");
  }
}
