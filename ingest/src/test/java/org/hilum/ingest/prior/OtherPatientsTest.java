package org.hilum.ingest.prior;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hilum.ingest.study.RealData;
import org.hilum.ingest.study.SeriesChooser;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.model.register.ChestRegistration;
import org.hilum.model.register.RegistrationOutcome;
import org.hilum.model.register.RegistrationOutcome.Failed;
import org.hilum.model.volume.CtVolume;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.PixelDecoder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The real CTs of different patients")
class OtherPatientsTest {

  private static final List<String> PATIENTS =
      List.of(
          "LIDC-IDRI-0001", "LIDC-IDRI-0063", "LIDC-IDRI-0004", "LIDC-IDRI-0005", "LIDC-IDRI-0008");

  @Test
  @DisplayName("are never taken for examinations of one patient")
  void areNeverTakenForOnePatient() throws Exception {
    Map<String, CtVolume> volumes = new LinkedHashMap<>();
    for (String patient : PATIENTS) {
      StudyContents contents =
          new StudyFolderReader(new DicomFiles(), new SeriesChooser()).read(RealData.ct(patient));
      volumes.put(
          patient,
          new SeriesVolumeReader(new PixelDecoder())
              .read(contents.chosen().orElseThrow())
              .volume());
    }
    int pairs = 0;
    for (String current : PATIENTS) {
      for (String prior : PATIENTS) {
        if (!current.equals(prior)) {
          RegistrationOutcome outcome =
              ChestRegistration.register(volumes.get(current), volumes.get(prior));
          assertThat(outcome).as("%s on %s", current, prior).isInstanceOf(Failed.class);
          System.out.printf("%s on %s: %s%n", current, prior, ((Failed) outcome).message());
          pairs++;
        }
      }
    }
    assertThat(pairs).isEqualTo(20);
  }
}
