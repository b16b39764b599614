package org.hilum.pacs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.hilum.pacs.toolkit.Toolkit;
import org.jspecify.annotations.Nullable;

/**
 * Writes CT series: CT Image Storage, Explicit VR Little Endian, signed 16 bits in Hounsfield units
 * (slope 1, intercept 0), UTF-8 texts. Thread-safe.
 */
public final class CtSeriesWriter {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);

  /** PS3.5 6.2. */
  private static final Map<VR, Integer> MAX_CHARACTERS =
      Map.of(VR.SH, 16, VR.CS, 16, VR.LO, 64, VR.PN, 64 * 3 + 2, VR.LT, 10_240, VR.IS, 12);

  static {
    Toolkit.configure();
  }

  /**
   * Writes one file a slice, named {@code slice-0001.dcm} and on, from the feet to the head. A file
   * appears whole or not at all.
   *
   * @param slices gives each slice's Hounsfield units, row by row, {@code columns * rows} of them
   * @return the files written, in the order of the slices
   * @throws IOException if the folder cannot be created or written
   * @throws IllegalArgumentException if a slice has another number of values
   */
  public List<Path> write(
      Path folder,
      CtSeriesDescription description,
      int columns,
      int rows,
      int sliceCount,
      IntFunction<short[]> slices)
      throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (int slice = 0; slice < sliceCount; slice++) {
      short[] hu = slices.apply(slice);
      if (hu.length != columns * rows) {
        throw new IllegalArgumentException(
            "slice %d has %d values; %d columns and %d rows need %d"
                .formatted(slice, hu.length, columns, rows, columns * rows));
      }
      Attributes dataset = header(description, columns, rows, slice);
      dataset.setBytes(Tag.PixelData, VR.OW, littleEndian(hu));
      Path file = folder.resolve("slice-%04d.dcm".formatted(slice + 1));
      writeWhole(file, dataset);
      files.add(file);
    }
    return files;
  }

  private static void writeWhole(Path file, Attributes dataset) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    try {
      String syntax = DicomUids.EXPLICIT_VR_LITTLE_ENDIAN;
      try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16);
          ImageOutputStream out = new ImageOutputStream(stream, syntax)) {
        out.writeDataset(dataset.createFileMetaInformation(syntax), dataset);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static byte[] littleEndian(short[] hu) {
    byte[] bytes = new byte[2 * hu.length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(hu);
    return bytes;
  }

  private static Attributes header(
      CtSeriesDescription description, int columns, int rows, int slice) {
    Attributes dataset = new Attributes();
    dataset.setString(Tag.SpecificCharacterSet, VR.CS, "ISO_IR 192");
    patient(dataset, description.patient());
    study(dataset, description);
    series(dataset, description);
    equipment(dataset, description.equipment());
    image(dataset, description, columns, rows, slice);
    return dataset;
  }

  /** Patient (PS3.3 C.7.1.1) and Patient Study (C.7.2.2). */
  private static void patient(Attributes dataset, CtSeriesDescription.Patient patient) {
    text(dataset, Tag.PatientName, VR.PN, patient.name());
    text(dataset, Tag.PatientID, VR.LO, patient.id());
    text(dataset, Tag.PatientBirthDate, VR.DA, date(patient.birthDate()));
    text(dataset, Tag.PatientSex, VR.CS, patient.sex());
    if (patient.ageYears() != null) {
      text(dataset, Tag.PatientAge, VR.AS, "%03dY".formatted(patient.ageYears()));
    }
    optional(dataset, Tag.SmokingStatus, VR.CS, patient.smokingStatus());
    optional(dataset, Tag.AdditionalPatientHistory, VR.LT, patient.additionalHistory());
  }

  /** General Study (PS3.3 C.7.2.1). */
  private static void study(Attributes dataset, CtSeriesDescription description) {
    CtSeriesDescription.Study study = description.study();
    text(dataset, Tag.StudyInstanceUID, VR.UI, DicomUids.derive(description.uidSeed() + "/study"));
    text(dataset, Tag.StudyDate, VR.DA, date(study.date()));
    text(dataset, Tag.StudyTime, VR.TM, time(study.time()));
    text(dataset, Tag.ReferringPhysicianName, VR.PN, null);
    text(dataset, Tag.StudyID, VR.SH, "1");
    text(dataset, Tag.AccessionNumber, VR.SH, study.accessionNumber());
    optional(dataset, Tag.StudyDescription, VR.LO, study.description());
    if (study.reasonForProcedure() != null) {
      // General Series puts the reason inside the request that the series answers.
      Attributes request = new Attributes();
      text(request, Tag.RequestedProcedureID, VR.SH, "1");
      text(request, Tag.ScheduledProcedureStepID, VR.SH, "1");
      text(request, Tag.ReasonForTheRequestedProcedure, VR.LO, study.reasonForProcedure());
      dataset.newSequence(Tag.RequestAttributesSequence, 1).add(request);
    }
  }

  /** General Series (PS3.3 C.7.3.1) and Frame of Reference (C.7.4.1). */
  private static void series(Attributes dataset, CtSeriesDescription description) {
    CtSeriesDescription.Series series = description.series();
    String seed = description.uidSeed() + "/series/" + series.number();
    text(dataset, Tag.Modality, VR.CS, "CT");
    text(dataset, Tag.SeriesInstanceUID, VR.UI, DicomUids.derive(seed));
    text(dataset, Tag.SeriesNumber, VR.IS, String.valueOf(series.number()));
    text(dataset, Tag.SeriesDate, VR.DA, date(description.study().date()));
    text(dataset, Tag.SeriesTime, VR.TM, time(description.study().time()));
    optional(dataset, Tag.SeriesDescription, VR.LO, series.description());
    optional(dataset, Tag.BodyPartExamined, VR.CS, series.bodyPart());
    text(dataset, Tag.PatientPosition, VR.CS, "HFS");
    String frameOfReference = DicomUids.derive(description.uidSeed() + "/frame-of-reference");
    text(dataset, Tag.FrameOfReferenceUID, VR.UI, frameOfReference);
    text(dataset, Tag.PositionReferenceIndicator, VR.LO, null);
  }

  /** General Equipment (PS3.3 C.7.5.1). */
  private static void equipment(Attributes dataset, CtSeriesDescription.Equipment equipment) {
    text(dataset, Tag.Manufacturer, VR.LO, equipment.manufacturer());
    text(dataset, Tag.ManufacturerModelName, VR.LO, equipment.model());
    text(dataset, Tag.SoftwareVersions, VR.LO, equipment.softwareVersion());
  }

  /** General Image, Image Plane, Image Pixel and CT Image (PS3.3 C.7.6.1 to C.7.6.3, C.8.2.1). */
  private static void image(
      Attributes dataset, CtSeriesDescription description, int columns, int rows, int slice) {
    CtSeriesDescription.Series series = description.series();
    String seed = "%s/series/%d/%d".formatted(description.uidSeed(), series.number(), slice);
    double z = description.firstPixelZ() + slice * description.sliceSpacingMm();
    text(dataset, Tag.SOPClassUID, VR.UI, DicomUids.CT_IMAGE_STORAGE);
    text(dataset, Tag.SOPInstanceUID, VR.UI, DicomUids.derive(seed));
    dataset.setString(Tag.ImageType, VR.CS, "ORIGINAL", "PRIMARY", "AXIAL");
    text(dataset, Tag.InstanceNumber, VR.IS, String.valueOf(slice + 1));
    text(dataset, Tag.AcquisitionNumber, VR.IS, "1");
    text(dataset, Tag.AcquisitionDate, VR.DA, date(description.study().date()));
    text(dataset, Tag.AcquisitionTime, VR.TM, time(description.study().time()));
    text(dataset, Tag.ContentDate, VR.DA, date(description.study().date()));
    text(dataset, Tag.ContentTime, VR.TM, time(description.study().time()));
    text(dataset, Tag.KVP, VR.DS, decimal(series.tubeVoltageKv()));
    optional(dataset, Tag.ConvolutionKernel, VR.SH, series.convolutionKernel());
    text(dataset, Tag.GantryDetectorTilt, VR.DS, "0");
    text(dataset, Tag.SliceThickness, VR.DS, decimal(description.sliceThicknessMm()));
    text(dataset, Tag.SliceLocation, VR.DS, decimal(z));
    dataset.setString(
        Tag.ImagePositionPatient,
        VR.DS,
        decimal(description.firstPixelX()),
        decimal(description.firstPixelY()),
        decimal(z));
    dataset.setString(Tag.ImageOrientationPatient, VR.DS, "1", "0", "0", "0", "1", "0");
    String spacing = decimal(description.pixelSpacingMm());
    dataset.setString(Tag.PixelSpacing, VR.DS, spacing, spacing);
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    text(dataset, Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.Rows, VR.US, rows);
    dataset.setInt(Tag.Columns, VR.US, columns);
    dataset.setInt(Tag.BitsAllocated, VR.US, 16);
    dataset.setInt(Tag.BitsStored, VR.US, 16);
    dataset.setInt(Tag.HighBit, VR.US, 15);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 1);
    text(dataset, Tag.RescaleIntercept, VR.DS, "0");
    text(dataset, Tag.RescaleSlope, VR.DS, "1");
    text(dataset, Tag.RescaleType, VR.LO, "HU");
    text(dataset, Tag.WindowCenter, VR.DS, "-600");
    text(dataset, Tag.WindowWidth, VR.DS, "1500");
  }

  /** Of type 2: present even where empty. */
  private static void text(Attributes dataset, int tag, VR vr, @Nullable String value) {
    if (value == null || value.isBlank()) {
      dataset.setNull(tag, vr);
    } else {
      dataset.setString(tag, vr, fitting(tag, vr, value));
    }
  }

  /** Of type 3: absent where empty. */
  private static void optional(Attributes dataset, int tag, VR vr, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      dataset.setString(tag, vr, fitting(tag, vr, value));
    }
  }

  /**
   * A backslash would cut a text in two; in LT it is a character like any other.
   *
   * @throws IllegalArgumentException if the text is longer than its value representation takes
   */
  private static String fitting(int tag, VR vr, String value) {
    Integer longest = MAX_CHARACTERS.get(vr);
    if (longest != null && value.codePointCount(0, value.length()) > longest) {
      throw new IllegalArgumentException(
          "%s takes %d characters, not %d: shorten \"%s\""
              .formatted(
                  Tag.toString(tag), longest, value.codePointCount(0, value.length()), value));
    }
    return vr == VR.LT ? value : value.replace('\\', '/');
  }

  private static @Nullable String date(@Nullable LocalDate date) {
    return date == null ? null : date.format(DateTimeFormatter.BASIC_ISO_DATE);
  }

  private static String time(LocalTime time) {
    return time.format(TIME);
  }

  /** At most 16 characters, as DS demands, and a micrometre is exact enough. */
  private static String decimal(double value) {
    double micro = Math.rint(value * 1e6) / 1e6;
    String text = String.format(Locale.ROOT, "%.6f", micro);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
