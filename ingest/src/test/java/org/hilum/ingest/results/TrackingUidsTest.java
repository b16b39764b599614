package org.hilum.ingest.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.hilum.ingest.results.TrackingUids.Known;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.DicomUids;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A nodule's tracking UID")
class TrackingUidsTest {

  private static final String SERIES = "1.2.3";

  @Test
  void staysWhenTheNodulesChangeTheirOrderAndMoveALittle() {
    Known first = new Known(new PatientPoint(0, 0, 0), 8, "2.25.1");
    Known second = new Known(new PatientPoint(40, 0, 0), 8, "2.25.2");

    Map<Integer, String> uids =
        TrackingUids.of(
            SERIES, List.of(finding(1, 41, 8), finding(2, 3, 8)), List.of(first, second));

    assertThat(uids).containsExactlyInAnyOrderEntriesOf(Map.of(1, "2.25.2", 2, "2.25.1"));
  }

  @Test
  void isGivenToTheNearestOfTwoAndOnlyOnce() {
    Known known = new Known(new PatientPoint(0, 0, 0), 8, "2.25.1");

    Map<Integer, String> uids =
        TrackingUids.of(SERIES, List.of(finding(1, 4, 8), finding(2, 1, 8)), List.of(known));

    assertThat(uids.get(2)).isEqualTo("2.25.1");
    assertThat(uids.get(1)).isNotEqualTo("2.25.1").satisfies(DicomUids::isValid);
  }

  @Test
  void isNewForANoduleInAnotherPlace() {
    Known known = new Known(new PatientPoint(0, 0, 0), 8, "2.25.1");

    assertThat(TrackingUids.of(SERIES, List.of(finding(1, 6, 8)), List.of(known)).get(1))
        .isEqualTo(TrackingUids.first(SERIES, new PatientPoint(6, 0, 0)));
  }

  @Test
  void reachesFurtherForALargeMass() {
    Known known = new Known(new PatientPoint(0, 0, 0), 44, "2.25.1");

    assertThat(TrackingUids.of(SERIES, List.of(finding(1, 18, 40)), List.of(known)))
        .containsEntry(1, "2.25.1");
  }

  private static NoduleFinding finding(int id, double xMm, double longAxisMm) {
    return new NoduleFinding(
        id,
        new PatientPoint(xMm, 0, 0),
        longAxisMm,
        longAxisMm,
        100,
        0.9,
        0.5,
        new NoduleFinding.Interval(0.2, 0.8),
        new NoduleAttributes(5, 1, 1, 5, 5, 6, 5),
        null,
        List.of(),
        new NoduleFinding.ModalityShare(1, 0),
        new NoduleMask(0, 0, 0, 1, 1, 1, new BitSet()),
        true);
  }
}
