package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hilum.model.RealCt;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On one patient of the archive, two of whose nodules lie in the same slices. */
class NoduleBankTest {

  private static final String PATIENT = "LIDC-IDRI-0120";

  @TempDir private Path folder;

  @Test
  void aCropKnowsThePatientsOtherNodulesInItsSlices() throws IOException {
    Path shared = RealCt.sharedData().resolve("lidc-nodules");
    List<String> rows;
    try (Stream<String> lines = Files.lines(shared.resolve("nodules.csv"))) {
      rows = lines.filter(l -> l.startsWith("patient,") || l.startsWith(PATIENT + ",")).toList();
    }
    Path table = Files.write(folder.resolve("nodules.csv"), rows);

    NoduleBank bank;
    try (NoduleArchive archive = NoduleArchive.open(shared.resolve("nodules.zip"))) {
      bank = NoduleBank.read(archive, NoduleTable.read(table), Split.VAL);
    }

    List<NoduleCrop> accompanied =
        bank.crops().stream().filter(crop -> !crop.others().isEmpty()).toList();
    assertThat(accompanied).hasSize(2).allMatch(crop -> crop.others().size() == 1);
    NoduleCrop first = accompanied.get(0);
    NoduleCrop second = accompanied.get(1);
    NoduleCrop.Other other = first.others().get(0);
    PatientPoint there = other.center();
    PatientPoint back = second.others().get(0).center();
    assertThat(other.diameterMm()).isCloseTo(second.diameterMm(), within(1e-6));
    assertThat(there.xMm()).isCloseTo(-back.xMm(), within(1e-6));
    assertThat(there.yMm()).isCloseTo(-back.yMm(), within(1e-6));
    assertThat(there.zMm()).isCloseTo(-back.zMm(), within(1e-6));
    // The second crop lies 29 columns and 3 rows further on; each nodule is near its crop's middle.
    assertThat(there.xMm()).isCloseTo(29 * first.pixelMm(), within(5.0));
    assertThat(there.yMm()).isCloseTo(3 * first.pixelMm(), within(5.0));
    assertThat(first.isDrawn(there)).isTrue();
  }
}
