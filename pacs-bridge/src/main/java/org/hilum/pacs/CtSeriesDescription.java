package org.hilum.pacs;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a CT series to be written but its voxels. The slices are axial: columns grow to
 * the patient's left, rows to the back, slices to the head.
 *
 * @param uidSeed the UIDs of study, series, frame of reference and instances are derived from it,
 *     so that the same description gives the same UIDs
 * @param firstPixelX the centre of the first pixel of the first slice, mm, DICOM LPS
 * @param pixelSpacingMm of rows and columns
 * @param sliceSpacingMm between the centres of neighbouring slices
 */
public record CtSeriesDescription(
    String uidSeed,
    Patient patient,
    Study study,
    Series series,
    Equipment equipment,
    double firstPixelX,
    double firstPixelY,
    double firstPixelZ,
    double pixelSpacingMm,
    double sliceSpacingMm,
    double sliceThicknessMm) {

  public CtSeriesDescription {
    requireNonNull(uidSeed, "uidSeed");
    requireNonNull(patient, "patient");
    requireNonNull(study, "study");
    requireNonNull(series, "series");
    requireNonNull(equipment, "equipment");
    if (!(pixelSpacingMm > 0) || !(sliceSpacingMm > 0) || !(sliceThicknessMm > 0)) {
      throw new IllegalArgumentException(
          "pixel spacing %s mm, slice spacing %s mm and slice thickness %s mm must all be positive"
              .formatted(pixelSpacingMm, sliceSpacingMm, sliceThicknessMm));
    }
  }

  /**
   * @param name in DICOM's form, for example {@code Phantom^Chest=胸部^体模}
   * @param sex M, F or O
   * @param ageYears whole years at the time of the study
   * @param additionalHistory free text for Additional Patient History (0010,21B0)
   * @param smokingStatus YES, NO or UNKNOWN for (0010,21A0)
   */
  public record Patient(
      String id,
      String name,
      @Nullable LocalDate birthDate,
      @Nullable String sex,
      @Nullable Integer ageYears,
      @Nullable String additionalHistory,
      @Nullable String smokingStatus) {

    public Patient {
      requireNonNull(id, "id");
      requireNonNull(name, "name");
    }
  }

  /**
   * @param reasonForProcedure text for Reason for the Requested Procedure (0040,1002)
   */
  public record Study(
      LocalDate date,
      LocalTime time,
      @Nullable String accessionNumber,
      @Nullable String description,
      @Nullable String reasonForProcedure) {

    public Study {
      requireNonNull(date, "date");
      requireNonNull(time, "time");
    }
  }

  public record Series(
      int number,
      @Nullable String description,
      @Nullable String bodyPart,
      @Nullable String convolutionKernel,
      double tubeVoltageKv) {}

  public record Equipment(String manufacturer, String model, String softwareVersion) {

    public Equipment {
      requireNonNull(manufacturer, "manufacturer");
      requireNonNull(model, "model");
      requireNonNull(softwareVersion, "softwareVersion");
    }
  }
}
