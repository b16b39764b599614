package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.LidcData;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.detect.NoduleDetector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped detector on crops of the val split, which training never saw. */
class CropSeekerTest {

  private static NoduleDetector detector;

  @BeforeAll
  static void load() {
    detector = NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector());
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LIDC-IDRI-0318/nodule-0", "LIDC-IDRI-0973/nodule-1", "LIDC-IDRI-1001/nodule-0"})
  @DisplayName("In a crop that was pushed inwards the nodule is found beside the middle")
  void findsANoduleBesideTheMiddle(String key) {
    LidcNodule nodule = LidcData.nodule(key);
    double column = column(nodule);
    assertThat(Math.abs(column - CropStack.SIDE / 2.0)).isGreaterThan(8);
    Seed seed = sought(nodule);
    assertThat(seed.column()).isCloseTo(column, within(3.0));
    assertThat(seed.row()).isEqualTo(CropStack.SIDE / 2.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIDC-IDRI-0001/nodule-0", "LIDC-IDRI-0183/nodule-1"})
  void staysInTheMiddleWhereTheNoduleIs(String key) {
    LidcNodule nodule = LidcData.nodule(key);
    assertThat(sought(nodule)).isEqualTo(Outliner.middleOf(nodule.stack()));
  }

  @Test
  void staysInTheMiddleWhereThereIsNothingToSee() {
    CropStack water = CropStack.ofHu(List.of(new short[CropStack.SIDE * CropStack.SIDE]), 0.7, 2.5);
    assertThat(new CropSeeker(detector).seek(List.of(water)))
        .containsExactly(Outliner.middleOf(water));
  }

  private static Seed sought(LidcNodule nodule) {
    return new CropSeeker(detector).seek(List.of(nodule.stack())).get(0);
  }

  private static double column(LidcNodule nodule) {
    return nodule.majority().stream()
        .flatMapToInt(BitSet::stream)
        .map(pixel -> pixel % CropStack.SIDE)
        .average()
        .orElseThrow();
  }
}
