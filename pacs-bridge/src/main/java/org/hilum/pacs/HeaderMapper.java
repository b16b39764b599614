package org.hilum.pacs;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/** Maps the toolkit's attributes to {@link DicomInstance}. */
final class HeaderMapper {

  private static final Pattern AGE = Pattern.compile("(\\d{1,3})([DWMY])");

  /** JPEG Baseline and Extended, JPEG-LS Near-Lossless. */
  private static final Set<String> LOSSY_SYNTAXES =
      Set.of("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81");

  /** JPEG 2000, its part 2 and HTJ2K, which also encode losslessly: taken for lossy if unsaid. */
  private static final Set<String> MAYBE_LOSSY_SYNTAXES =
      Set.of("1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.93", "1.2.840.10008.1.2.4.203");

  private static final double DAYS_PER_YEAR = 365.2425;

  /** Nominal ages, as East Asia counts them, are up to two years above the birthdays. */
  private static final double AGE_TOLERANCE_YEARS = 2;

  /** Patients of so many years are rare, dummy birth dates of 1900 are not. */
  private static final double DOUBTFUL_AGE_YEARS = 100;

  private HeaderMapper() {}

  static DicomInstance map(DicomReader.Header header) throws DicomFormatException {
    Path file = header.file();
    Attributes dataset = header.dataset();
    return new DicomInstance(
        file,
        header.transferSyntaxUid(),
        requiredUid(file, dataset, Tag.SOPClassUID, "SOP Class UID (0008,0016)"),
        requiredUid(file, dataset, Tag.SOPInstanceUID, "SOP Instance UID (0008,0018)"),
        patient(dataset),
        study(file, dataset),
        series(file, dataset),
        image(header));
  }

  private static DicomInstance.Patient patient(Attributes dataset) {
    LocalDate birthDate = Values.date(dataset, Tag.PatientBirthDate);
    Double age = age(dataset, birthDate);
    return new DicomInstance.Patient(
        Values.text(dataset, Tag.PatientID),
        Values.text(dataset, Tag.PatientName),
        Values.text(dataset, Tag.PatientSex),
        birthDate,
        age,
        Values.text(dataset, Tag.IssuerOfPatientID));
  }

  /**
   * Patient's Age, or years since the birth date where it is missing, contradicts that date, or is
   * {@code 000Y}, which anonymisers write: infants have theirs in days, weeks or months. Where the
   * patient's identity is removed, a birth date is a dummy sooner than an age is.
   */
  private static @Nullable Double age(Attributes dataset, @Nullable LocalDate birthDate) {
    String text = Values.text(dataset, Tag.PatientAge);
    Double age = "000Y".equals(text) ? null : ageYears(text);
    LocalDate studyDate = Values.date(dataset, Tag.StudyDate);
    if (birthDate == null || studyDate == null || birthDate.isAfter(studyDate)) {
      return age;
    }
    double since = ChronoUnit.DAYS.between(birthDate, studyDate) / DAYS_PER_YEAR;
    boolean believed =
        age != null
            && (Math.abs(age - since) <= AGE_TOLERANCE_YEARS
                || since >= DOUBTFUL_AGE_YEARS
                || "YES".equals(Values.text(dataset, Tag.PatientIdentityRemoved)));
    return believed ? age : Double.valueOf(ChronoUnit.YEARS.between(birthDate, studyDate));
  }

  /** The forms of VR AS (PS3.5 6.2): {@code 045Y}, {@code 018M}, {@code 006W}, {@code 003D}. */
  static @Nullable Double ageYears(@Nullable String age) {
    if (age == null) {
      return null;
    }
    Matcher matcher = AGE.matcher(age);
    if (!matcher.matches()) {
      return null;
    }
    double count = Integer.parseInt(matcher.group(1));
    return switch (matcher.group(2)) {
      case "D" -> count / DAYS_PER_YEAR;
      case "W" -> count * 7 / DAYS_PER_YEAR;
      case "M" -> count / 12;
      default -> count;
    };
  }

  private static DicomInstance.Study study(Path file, Attributes dataset)
      throws DicomFormatException {
    return new DicomInstance.Study(
        requiredUid(file, dataset, Tag.StudyInstanceUID, "Study Instance UID (0020,000D)"),
        Values.date(dataset, Tag.StudyDate),
        Values.time(dataset, Tag.StudyTime),
        Values.text(dataset, Tag.AccessionNumber),
        Values.text(dataset, Tag.StudyDescription));
  }

  private static DicomInstance.Series series(Path file, Attributes dataset)
      throws DicomFormatException {
    return new DicomInstance.Series(
        requiredUid(file, dataset, Tag.SeriesInstanceUID, "Series Instance UID (0020,000E)"),
        Values.text(dataset, Tag.Modality),
        Values.integer(dataset, Tag.SeriesNumber),
        Values.text(dataset, Tag.SeriesDescription),
        Values.text(dataset, Tag.BodyPartExamined),
        Values.text(dataset, Tag.ProtocolName),
        Values.text(dataset, Tag.FrameOfReferenceUID),
        Values.text(dataset, Tag.Manufacturer),
        Values.text(dataset, Tag.ManufacturerModelName));
  }

  private static DicomInstance.Image image(DicomReader.Header header) {
    Attributes dataset = header.dataset();
    return new DicomInstance.Image(
        Values.texts(dataset, Tag.ImageType),
        Values.integer(dataset, Tag.InstanceNumber),
        orElse(Values.integer(dataset, Tag.Rows), 0),
        orElse(Values.integer(dataset, Tag.Columns), 0),
        pixelSpacing(dataset),
        Values.decimal(dataset, Tag.SliceThickness),
        position(dataset),
        orientation(dataset),
        Values.decimal(dataset, Tag.GantryDetectorTilt),
        orElse(Values.integer(dataset, Tag.NumberOfFrames), 1),
        orElse(Values.decimal(dataset, Tag.RescaleSlope), 1.0),
        orElse(Values.decimal(dataset, Tag.RescaleIntercept), 0.0),
        Values.text(dataset, Tag.RescaleType),
        Values.decimal(dataset, Tag.WindowCenter),
        Values.decimal(dataset, Tag.WindowWidth),
        joined(dataset, Tag.ConvolutionKernel),
        Values.decimal(dataset, Tag.KVP),
        Values.text(dataset, Tag.ContrastBolusAgent),
        lossyCompression(header));
  }

  private static DicomInstance.@Nullable LossyCompression lossyCompression(
      DicomReader.Header header) {
    Attributes dataset = header.dataset();
    String lossy = Values.text(dataset, Tag.LossyImageCompression);
    String syntax = header.transferSyntaxUid();
    boolean isLossy =
        "01".equals(lossy)
            || LOSSY_SYNTAXES.contains(syntax)
            || (lossy == null && MAYBE_LOSSY_SYNTAXES.contains(syntax));
    return isLossy
        ? new DicomInstance.LossyCompression(
            Values.texts(dataset, Tag.LossyImageCompressionRatio),
            Values.texts(dataset, Tag.LossyImageCompressionMethod))
        : null;
  }

  private static DicomInstance.@Nullable PixelSpacing pixelSpacing(Attributes dataset) {
    double[] values = Values.decimals(dataset, Tag.PixelSpacing);
    return values.length >= 2 && values[0] > 0 && values[1] > 0
        ? new DicomInstance.PixelSpacing(values[0], values[1])
        : null;
  }

  private static DicomInstance.@Nullable Vector position(Attributes dataset) {
    double[] values = Values.decimals(dataset, Tag.ImagePositionPatient);
    return values.length >= 3 ? new DicomInstance.Vector(values[0], values[1], values[2]) : null;
  }

  private static DicomInstance.@Nullable Orientation orientation(Attributes dataset) {
    double[] values = Values.decimals(dataset, Tag.ImageOrientationPatient);
    return values.length >= 6
        ? new DicomInstance.Orientation(
            new DicomInstance.Vector(values[0], values[1], values[2]),
            new DicomInstance.Vector(values[3], values[4], values[5]))
        : null;
  }

  /** Siemens gives a kernel two values, such as {@code I70f\2}. */
  private static @Nullable String joined(Attributes dataset, int tag) {
    String text = String.join("\\", Values.texts(dataset, tag));
    return text.isEmpty() ? null : text;
  }

  private static String requiredUid(Path file, Attributes dataset, int tag, String name)
      throws DicomFormatException {
    String uid = Values.text(dataset, tag);
    if (uid == null) {
      boolean index = dataset.contains(Tag.DirectoryRecordSequence);
      throw new DicomFormatException(
          file,
          index
              ? DicomFormatException.Kind.UNSUPPORTED
              : DicomFormatException.Kind.MISSING_ATTRIBUTE,
          index ? "a DICOMDIR, the index of a medium" : "it has no " + name,
          index ? "nothing to do" : "it cannot be told from other instances; export it again",
          null);
    }
    if (!DicomUids.isValid(uid)) {
      throw DicomReader.malformed(file, "its %s is \"%s\"".formatted(name, shortened(uid)), null);
    }
    return uid;
  }

  static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private static int orElse(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }

  private static double orElse(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }
}
