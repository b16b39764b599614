package org.hilum.model.assess.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeckTest {

  @Test
  void whatWidensAgainAfterANeckEndsThere() {
    assertThat(Neck.lastBefore(new int[] {48, 35, 23, 15, 24, 61})).isEqualTo(3);
    assertThat(Neck.lastBefore(new int[] {54, 216, 303, 130, 57, 38, 311, 515})).isEqualTo(5);
  }

  @Test
  void whatBeginsAtItsEndIsFollowedThroughItsMiddle() {
    assertThat(Neck.lastBefore(new int[] {15, 30, 60, 100, 40, 8})).isEqualTo(5);
  }

  @Test
  void aDentIsNoNeck() {
    assertThat(Neck.lastBefore(new int[] {100, 60, 130, 70, 120})).isEqualTo(4);
    assertThat(Neck.lastBefore(new int[] {100, 45, 80, 30})).isEqualTo(3);
  }

  @Test
  void oneSliceIsAllThereIs() {
    assertThat(Neck.lastBefore(new int[] {7})).isZero();
  }
}
