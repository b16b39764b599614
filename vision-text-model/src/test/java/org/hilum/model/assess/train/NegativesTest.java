package org.hilum.model.assess.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hilum.model.assess.SyntheticNodules;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.junit.jupiter.api.Test;

class NegativesTest {

  private static final int MIDDLE = CropStack.SIDE / 2;
  private static final double RADIUS = 8;

  private final LidcNodule ball = SyntheticNodules.ball("P", RADIUS, new SplittableRandom(1));
  private final List<byte[]> nothing =
      Collections.nCopies(ball.stack().count(), new byte[CropStack.SIDE * CropStack.SIDE]);

  @Test
  void noSpotIsAnotherNoduleOfThePatient() {
    assertThat(distances(new LidcNodule(ball.row(), ball.stack(), nothing)))
        .as("a bright ball that nobody drew")
        .anyMatch(distance -> distance < RADIUS);
    assertThat(distances(new LidcNodule(ball.row(), ball.stack(), nothing, ball.majority())))
        .as("drawn as another nodule")
        .isNotEmpty()
        .allMatch(distance -> distance > RADIUS + 9);
    assertThat(distances(ball)).isNotEmpty().allMatch(distance -> distance > RADIUS + 9);
  }

  /** Of spots to the middle, in pixels. */
  private static List<Double> distances(LidcNodule nodule) {
    SplittableRandom random = new SplittableRandom(2);
    Stream<Seed> seeds =
        IntStream.range(0, 60).boxed().flatMap(i -> Negatives.inCrop(nodule, random).stream());
    return seeds.map(seed -> Math.hypot(seed.column() - MIDDLE, seed.row() - MIDDLE)).toList();
  }
}
