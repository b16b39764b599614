package org.hilum.pacs.results;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.ElementDictionary;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Toolkit;

/** The modules that every object of ours shares: patient, study, series and equipment. */
final class CommonModules {

  private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);

  /** Patient (PS3.3 C.7.1.1) and General Study (C.7.2.1), type 2: present even where empty. */
  private static final int[] REQUIRED = {
    Tag.PatientName,
    Tag.PatientID,
    Tag.PatientBirthDate,
    Tag.PatientSex,
    Tag.StudyInstanceUID,
    Tag.StudyDate,
    Tag.StudyTime,
    Tag.ReferringPhysicianName,
    Tag.StudyID,
    Tag.AccessionNumber
  };

  private static final int[] OPTIONAL = {
    Tag.IssuerOfPatientID, Tag.OtherPatientIDs, Tag.StudyDescription, Tag.PatientAge
  };

  static {
    Toolkit.configure();
  }

  private CommonModules() {}

  /**
   * What kind of series an object belongs to. All versions of a report's objects of one kind share
   * a series.
   *
   * @param number far above what scanners use
   */
  enum Kind {
    MEASUREMENTS("SR", 9101, "Hilum measurements (research)"),
    TEXT("SR", 9102, "Hilum report (research)"),
    SEGMENTATION("SEG", 9103, "Hilum nodules (research)"),
    KEY_IMAGES("OT", 9104, "Hilum key images (research)"),
    PDF("DOC", 9105, "Hilum report PDF (research)");

    private final String modality;
    private final int number;
    private final String description;

    Kind(String modality, int number, String description) {
      this.modality = modality;
      this.number = number;
      this.description = description;
    }
  }

  /**
   * @param part tells apart the objects of one kind in one document
   * @throws DicomFormatException if the source file cannot be read any more
   */
  static Attributes of(
      ResultSource source, ResultDocument document, Kind kind, String sopClassUid, String part)
      throws DicomFormatException {
    Attributes original = DicomReader.readHeader(source.study().file()).dataset();
    Attributes dataset = new Attributes();
    dataset.setString(Tag.SpecificCharacterSet, VR.CS, "ISO_IR 192");
    for (int tag : REQUIRED) {
      VR vr = ElementDictionary.vrOf(tag, null);
      if (original.containsValue(tag)) {
        dataset.setString(tag, vr, original.getStrings(tag));
      } else {
        dataset.setNull(tag, vr);
      }
    }
    for (int tag : OPTIONAL) {
      if (original.containsValue(tag)) {
        dataset.setString(tag, ElementDictionary.vrOf(tag, null), original.getStrings(tag));
      }
    }
    String study = source.studyInstanceUid();
    dataset.setString(Tag.SOPClassUID, VR.UI, sopClassUid);
    dataset.setString(Tag.SOPInstanceUID, VR.UI, instanceUid(study, document, kind, part));
    dataset.setString(
        Tag.SeriesInstanceUID, VR.UI, ResultSeries.uid(study, kind, document.language()));
    dataset.setString(Tag.Modality, VR.CS, kind.modality);
    dataset.setInt(Tag.SeriesNumber, VR.IS, kind.number);
    dataset.setString(Tag.SeriesDescription, VR.LO, kind.description);
    dataset.setString(Tag.Manufacturer, VR.LO, "Hilum");
    dataset.setString(Tag.ManufacturerModelName, VR.LO, "Hilum");
    dataset.setString(Tag.DeviceSerialNumber, VR.LO, "0");
    dataset.setString(Tag.SoftwareVersions, VR.LO, shortened(document.algorithm().version(), 64));
    dataset.setInt(Tag.InstanceNumber, VR.IS, 1);
    setDateTime(dataset, Tag.ContentDate, Tag.ContentTime, document.createdAt());
    return dataset;
  }

  /** The UID of an object before it is made, so that others can refer to it. */
  static String instanceUid(String studyUid, ResultDocument document, Kind kind, String part) {
    return DicomUids.derive(
        String.join(
            "/", studyUid, "hilum", kind.name(), document.language(), document.identity(), part));
  }

  /** What is made of an image that was lossily compressed once says so, too (C.7.6.1.1.5). */
  static void setLossyCompression(Attributes dataset, List<DicomInstance> sources) {
    DicomInstance.LossyCompression lossy =
        sources.stream()
            .map(slice -> slice.image().lossyCompression())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    dataset.setString(Tag.LossyImageCompression, VR.CS, lossy == null ? "00" : "01");
    if (lossy != null && !lossy.ratios().isEmpty()) {
      dataset.setString(
          Tag.LossyImageCompressionRatio, VR.DS, lossy.ratios().toArray(new String[0]));
    }
    if (lossy != null && !lossy.methods().isEmpty()) {
      dataset.setString(
          Tag.LossyImageCompressionMethod, VR.CS, lossy.methods().toArray(new String[0]));
    }
  }

  static void setDateTime(Attributes dataset, int dateTag, int timeTag, LocalDateTime at) {
    dataset.setString(dateTag, VR.DA, at.format(DATE));
    dataset.setString(timeTag, VR.TM, at.format(TIME));
  }

  static String dateTime(LocalDateTime at) {
    return at.format(DATE) + at.format(TIME);
  }

  static Attributes item(Code code) {
    Attributes item = new Attributes();
    item.setString(Tag.CodeValue, VR.SH, code.value());
    item.setString(Tag.CodingSchemeDesignator, VR.SH, code.scheme());
    item.setString(Tag.CodeMeaning, VR.LO, code.meaning());
    return item;
  }

  static void addCode(Attributes dataset, int sequence, Code code) {
    dataset.newSequence(sequence, 1).add(item(code));
  }

  /** A reference without its series: SOP class and instance. */
  static Attributes item(InstanceReference reference) {
    Attributes item = new Attributes();
    item.setString(Tag.ReferencedSOPClassUID, VR.UI, reference.sopClassUid());
    item.setString(Tag.ReferencedSOPInstanceUID, VR.UI, reference.sopInstanceUid());
    return item;
  }

  /** A text cut to what its value representation takes; a backslash would cut it in two. */
  static String shortened(String text, int characters) {
    String clean = text.replace('\\', '/').strip();
    return clean.codePointCount(0, clean.length()) <= characters
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, characters));
  }
}
