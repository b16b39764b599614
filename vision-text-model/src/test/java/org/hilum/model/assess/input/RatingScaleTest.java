package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.crops.Rating;
import org.junit.jupiter.api.Test;

class RatingScaleTest {

  @Test
  void ratingsLieWithinTheirScaleAndCalcificationInQuarters() {
    assertThat(said(Rating.CALCIFICATION, 5.9)).isEqualTo(6);
    assertThat(said(Rating.CALCIFICATION, 5.8)).isEqualTo(5.75);
    assertThat(said(Rating.CALCIFICATION, 7)).isEqualTo(6);
    assertThat(said(Rating.TEXTURE, 3.4)).isCloseTo(3.4, within(1e-6));
    assertThat(said(Rating.TEXTURE, 5.4)).isEqualTo(5);
    assertThat(said(Rating.SPICULATION, 0.2)).isEqualTo(1);
  }

  private static double said(Rating rating, double value) {
    float[] outputs = new float[AssessorNetwork.RATINGS];
    outputs[rating.ordinal()] = (float) (value - RatingScale.middle(rating));
    return RatingScale.rating(rating, outputs);
  }
}
