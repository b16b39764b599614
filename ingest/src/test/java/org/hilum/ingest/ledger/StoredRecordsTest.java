package org.hilum.ingest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.LungPlace;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A stored finding")
class StoredRecordsTest {

  @ParameterizedTest(name = "familiar: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("is read as it was written")
  void isReadAsItWasWritten(boolean familiar) {
    BitSet bits = new BitSet();
    bits.set(1, 7);
    NoduleFinding told =
        new NoduleFinding(
            3,
            new PatientPoint(-61.5, 20.25, -140),
            9.1,
            7.4,
            261,
            0.97,
            0.62,
            new NoduleFinding.Interval(0.41, 0.8),
            new NoduleAttributes(4.6, 3.8, 1.4, 4.2, 3.9, 5.9, 4.8),
            new LungPlace(LungPlace.Side.RIGHT, LungPlace.Zone.UPPER),
            List.of(new NoduleFinding.ExpertWeight("expert 2", 1)),
            new NoduleFinding.ModalityShare(0.8, 0.2),
            new NoduleMask(100, 120, 30, 2, 2, 2, bits),
            familiar);

    assertThat(StoredRecords.nodule(StoredRecords.finding(told))).isEqualTo(told);
  }
}
