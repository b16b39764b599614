package org.hilum.ingest.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.HistoryParser;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.Sex;
import org.hilum.model.history.StructuredHistory;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.PatientHistory;
import org.jspecify.annotations.Nullable;

/** Gathers what a study's headers say of the patient into a clinical history. */
public final class HistoryReader {

  private final DicomFiles files;

  public HistoryReader(DicomFiles files) {
    this.files = files;
  }

  /**
   * @param instance any instance of the chosen series: the history is the study's
   * @param more texts from elsewhere, for example the command line; later texts win
   * @throws DicomFormatException if the file cannot be read
   */
  public ClinicalHistory read(DicomInstance instance, List<HistoryText> more)
      throws DicomFormatException {
    PatientHistory header = files.history(instance.file());
    List<HistoryText> texts = new ArrayList<>();
    header.texts().forEach(entry -> texts.add(new HistoryText(entry.source(), entry.text())));
    texts.addAll(more);
    return HistoryParser.parse(
        texts,
        new StructuredHistory(
            age(instance.patient()),
            sex(instance.patient().sex()),
            smokes(header.smokingStatus())));
  }

  private static @Nullable Factor<Integer> age(DicomInstance.Patient patient) {
    Double years = patient.ageYears();
    return years == null
        ? null
        : new Factor<>(
            (int) Math.floor(years),
            "PatientAge (0010,1010) or PatientBirthDate (0010,0030)",
            String.format(Locale.ROOT, "%.0f", Math.floor(years)));
  }

  private static @Nullable Factor<Sex> sex(@Nullable String code) {
    if (code == null) {
      return null;
    }
    return switch (code) {
      case "F" -> new Factor<>(Sex.FEMALE, "PatientSex (0010,0040)", code);
      case "M" -> new Factor<>(Sex.MALE, "PatientSex (0010,0040)", code);
      default -> null;
    };
  }

  private static @Nullable Factor<Boolean> smokes(@Nullable String status) {
    if (status == null) {
      return null;
    }
    return switch (status) {
      case "YES" -> new Factor<>(true, "SmokingStatus (0010,21A0)", status);
      case "NO" -> new Factor<>(false, "SmokingStatus (0010,21A0)", status);
      default -> null;
    };
  }
}
