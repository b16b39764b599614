package org.hilum.pacs;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header of one stored DICOM instance. It holds no pixels; {@link PixelDecoder} reads those
 * from {@link #file()}. What is absent from the file, empty, or not readable as its type is {@code
 * null} here; the UIDs are never absent.
 *
 * @param transferSyntaxUid how the file's data set is encoded
 */
public record DicomInstance(
    Path file,
    String transferSyntaxUid,
    String sopClassUid,
    String sopInstanceUid,
    Patient patient,
    Study study,
    Series series,
    Image image) {

  public DicomInstance {
    requireNonNull(file, "file");
    requireNonNull(transferSyntaxUid, "transferSyntaxUid");
    requireNonNull(sopClassUid, "sopClassUid");
    requireNonNull(sopInstanceUid, "sopInstanceUid");
    requireNonNull(patient, "patient");
    requireNonNull(study, "study");
    requireNonNull(series, "series");
    requireNonNull(image, "image");
  }

  public String studyInstanceUid() {
    return study.instanceUid();
  }

  public String seriesInstanceUid() {
    return series.instanceUid();
  }

  /**
   * @param name as sent, for example {@code Wang^XiaoDong=王^小东}
   * @param sex {@code M}, {@code F} or {@code O}
   * @param ageYears at the time of the study: Patient's Age (0010,1010), or else counted from the
   *     birth date to the study date
   * @param issuerOfId Issuer of Patient ID (0010,0021): the same id of another issuer is another
   *     patient's
   */
  public record Patient(
      @Nullable String id,
      @Nullable String name,
      @Nullable String sex,
      @Nullable LocalDate birthDate,
      @Nullable Double ageYears,
      @Nullable String issuerOfId) {

    /** A patient whose id's issuer nobody names. */
    public Patient(
        @Nullable String id,
        @Nullable String name,
        @Nullable String sex,
        @Nullable LocalDate birthDate,
        @Nullable Double ageYears) {
      this(id, name, sex, birthDate, ageYears, null);
    }
  }

  public record Study(
      String instanceUid,
      @Nullable LocalDate date,
      @Nullable LocalTime time,
      @Nullable String accessionNumber,
      @Nullable String description) {

    public Study {
      requireNonNull(instanceUid, "instanceUid");
    }
  }

  public record Series(
      String instanceUid,
      @Nullable String modality,
      @Nullable Integer number,
      @Nullable String description,
      @Nullable String bodyPart,
      @Nullable String protocolName,
      @Nullable String frameOfReferenceUid,
      @Nullable String manufacturer,
      @Nullable String model) {

    public Series {
      requireNonNull(instanceUid, "instanceUid");
    }
  }

  /**
   * @param type the values of Image Type (0008,0008), for example ORIGINAL, PRIMARY, AXIAL
   * @param position Image Position (Patient): the centre of the first pixel, LPS
   * @param gantryTiltDegrees Gantry/Detector Tilt (0018,1120)
   * @param numberOfFrames 1 where the attribute is absent
   * @param rescaleSlope 1 where the attribute is absent
   * @param rescaleIntercept 0 where the attribute is absent
   * @param contrastAgent Contrast/Bolus Agent (0018,0010)
   * @param lossyCompression null where the pixels never underwent any, as far as the file tells
   */
  public record Image(
      List<String> type,
      @Nullable Integer instanceNumber,
      int rows,
      int columns,
      @Nullable PixelSpacing pixelSpacing,
      @Nullable Double sliceThicknessMm,
      @Nullable Vector position,
      @Nullable Orientation orientation,
      @Nullable Double gantryTiltDegrees,
      int numberOfFrames,
      double rescaleSlope,
      double rescaleIntercept,
      @Nullable String rescaleType,
      @Nullable Double windowCenterHu,
      @Nullable Double windowWidthHu,
      @Nullable String convolutionKernel,
      @Nullable Double tubeVoltageKv,
      @Nullable String contrastAgent,
      @Nullable LossyCompression lossyCompression) {

    public Image {
      type = List.copyOf(type);
    }
  }

  /**
   * Lossy compression that the pixels underwent at any time (PS3.3 C.7.6.1.1.5), as far as it is
   * described.
   *
   * @param ratios the values of Lossy Image Compression Ratio (0028,2112)
   * @param methods the values of Lossy Image Compression Method (0028,2114)
   */
  public record LossyCompression(List<String> ratios, List<String> methods) {

    public LossyCompression {
      ratios = List.copyOf(ratios);
      methods = List.copyOf(methods);
    }
  }

  /**
   * Pixel Spacing (0028,0030).
   *
   * @param betweenRowsMm the distance of neighbouring rows, the vertical spacing
   * @param betweenColumnsMm the distance of neighbouring columns, the horizontal spacing
   */
  public record PixelSpacing(double betweenRowsMm, double betweenColumnsMm) {}

  /** A place in, or a direction of, patient space: mm or unit lengths in DICOM's LPS axes. */
  public record Vector(double x, double y, double z) {

    public double dot(Vector other) {
      return x * other.x + y * other.y + z * other.z;
    }

    public Vector cross(Vector other) {
      return new Vector(
          y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
    }
  }

  /**
   * Image Orientation (Patient) (0020,0037).
   *
   * @param alongRow the direction in which the column index grows
   * @param alongColumn the direction in which the row index grows
   */
  public record Orientation(Vector alongRow, Vector alongColumn) {

    /** The direction that points out of the slice: row cross column. */
    public Vector normal() {
      return alongRow.cross(alongColumn);
    }
  }
}
