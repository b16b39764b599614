package org.hilum.pacs.annotation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/**
 * Reads the measurement groups of Structured Reports by template TID 1500, in whichever of the SR
 * storage classes they come. Thread-safe.
 */
public final class MeasurementReportReader {

  /** Basic Text, Enhanced, Comprehensive and Comprehensive 3D SR begin so. */
  private static final Pattern SR_CLASS =
      Pattern.compile("1\\.2\\.840\\.10008\\.5\\.1\\.4\\.1\\.1\\.88\\.(11|22|33|34)");

  private static final int MAX_GROUPS = 100_000;
  private static final int MAX_COORDINATES = 300_000;
  private static final Pattern OUT_OF_FIVE = Pattern.compile("\\s*([1-5])\\s+out of 5\\b.*");

  /** Millimetres in a unit of length (UCUM; PS3.16 CID 7460). */
  private static final Map<String, Double> LENGTHS = Map.of("mm", 1.0, "cm", 10.0);

  /** Cubic millimetres in a unit of volume (UCUM; PS3.16 CID 7462). */
  private static final Map<String, Double> VOLUMES =
      Map.of("mm3", 1.0, "cm3", 1000.0, "mL", 1000.0, "ml", 1000.0);

  /** The centre of the first pixel is half a pixel from the corner that SCOORD counts from. */
  private static final double HALF_PIXEL = 0.5;

  /** Whether objects of this class are read here at all. */
  public static boolean reads(String sopClassUid) {
    return SR_CLASS.matcher(sopClassUid).matches();
  }

  /**
   * @return empty for a report by another template
   * @throws DicomFormatException if it is no complete DICOM object, or no report
   */
  public List<MeasurementGroup> read(Path file) throws DicomFormatException {
    Attributes dataset = DicomReader.readHeader(file).dataset();
    String sopClass = Values.text(dataset, Tag.SOPClassUID);
    if (sopClass == null || !reads(sopClass)) {
      throw new DicomFormatException(
          file,
          DicomFormatException.Kind.UNSUPPORTED,
          "holds an object of class " + sopClass,
          "Hilum reads measurement reports (TID 1500); leave it out",
          null);
    }
    if (dataset.getSequence(Tag.ContentSequence) == null) {
      throw DicomReader.truncated(file, "it is a report without content", null);
    }
    List<Attributes> groups = new ArrayList<>();
    for (Attributes item : children(dataset)) {
      if (is(item, FindingCodes.IMAGING_MEASUREMENTS)) {
        for (Attributes group : children(item)) {
          if (is(group, FindingCodes.MEASUREMENT_GROUP)) {
            groups.add(group);
          }
        }
      }
    }
    if (groups.size() > MAX_GROUPS) {
      throw DicomReader.malformed(
          file, "it has %d measurement groups".formatted(groups.size()), null);
    }
    List<MeasurementGroup> read = new ArrayList<>();
    for (Attributes group : groups) {
      read.add(new Group(group).read(read.size() + 1));
    }
    return read;
  }

  private static List<Attributes> children(Attributes item) {
    Sequence content = item.getSequence(Tag.ContentSequence);
    return content == null ? List.of() : content;
  }

  private static boolean is(Attributes item, Set<String> concept) {
    Code name = Code.in(item, Tag.ConceptNameCodeSequence);
    return name != null && name.isOneOf(concept);
  }

  private static String valueType(Attributes item) {
    String type = Values.text(item, Tag.ValueType);
    return type == null ? "" : type;
  }

  private static final class Group {
    private final Attributes group;
    private final List<String> problems = new ArrayList<>();

    Group(Attributes group) {
      this.group = group;
    }

    MeasurementGroup read(int number) {
      Attributes segment = child(FindingCodes.REFERENCED_SEGMENT);
      Attributes referenced =
          segment == null ? null : segment.getNestedDataset(Tag.ReferencedSOPSequence);
      Attributes coordinates = valued("SCOORD3D");
      return new MeasurementGroup(
          number,
          text(FindingCodes.TRACKING_ID, Tag.TextValue),
          text(FindingCodes.TRACKING_UID, Tag.UID),
          coded(FindingCodes.FINDING),
          referenced == null ? null : uid(referenced, Tag.ReferencedSOPInstanceUID),
          referenced == null ? null : Values.integer(referenced, Tag.ReferencedSegmentNumber),
          text(FindingCodes.SOURCE_SERIES, Tag.UID),
          coordinates == null ? null : uid(coordinates, Tag.ReferencedFrameOfReferenceUID),
          coordinates == null ? null : middle(coordinates),
          region(),
          measured(FindingCodes.VOLUME, VOLUMES),
          diameterMm(),
          outOfFive(coded(FindingCodes.MALIGNANCY)),
          texture(coded(FindingCodes.TEXTURE)),
          problems);
    }

    private @Nullable Attributes child(Set<String> concept) {
      for (Attributes item : children(group)) {
        if (is(item, concept)) {
          return item;
        }
      }
      return null;
    }

    private @Nullable Attributes valued(String valueType) {
      for (Attributes item : children(group)) {
        if (valueType.equals(valueType(item))) {
          return item;
        }
      }
      return null;
    }

    private @Nullable String text(Set<String> concept, int tag) {
      Attributes item = child(concept);
      return item == null ? null : Values.text(item, tag);
    }

    private @Nullable Code coded(Set<String> concept) {
      Attributes item = child(concept);
      return item == null ? null : Code.in(item, Tag.ConceptCodeSequence);
    }

    /**
     * @param units those that can be converted, by their UCUM code
     */
    private @Nullable Double measured(Set<String> concept, Map<String, Double> units) {
      Attributes item = child(concept);
      Attributes measured = item == null ? null : item.getNestedDataset(Tag.MeasuredValueSequence);
      Double value = measured == null ? null : Values.decimal(measured, Tag.NumericValue);
      if (item == null || measured == null || value == null || value <= 0) {
        return null;
      }
      Code unit = Code.in(measured, Tag.MeasurementUnitsCodeSequence);
      Double factor = unit != null && unit.scheme().equals("UCUM") ? units.get(unit.value()) : null;
      if (factor == null) {
        Code name = Code.in(item, Tag.ConceptNameCodeSequence);
        problems.add(
            "its %s is %s, not in %s; not measured"
                .formatted(
                    name == null ? "size" : name.meaning(),
                    unit == null ? "without a unit" : "in '%s'".formatted(unit.value()),
                    String.join(", ", new TreeSet<>(units.keySet()))));
        return null;
      }
      return value * factor;
    }

    private @Nullable Double diameterMm() {
      Double diameter = measured(FindingCodes.DIAMETER, LENGTHS);
      if (diameter != null) {
        return diameter;
      }
      Double longAxis = measured(FindingCodes.LONG_AXIS, LENGTHS);
      Double shortAxis = measured(FindingCodes.SHORT_AXIS, LENGTHS);
      return longAxis == null || shortAxis == null
          ? longAxis
          : Double.valueOf((longAxis + shortAxis) / 2);
    }

    /** The mean of the points: the middle of a point, a polygon, an ellipse or an ellipsoid. */
    private static DicomInstance.@Nullable Vector middle(Attributes coordinates) {
      double[] data = Values.decimals(coordinates, Tag.GraphicData);
      int points = data.length / 3;
      if (points == 0 || data.length > MAX_COORDINATES) {
        return null;
      }
      double[] sum = new double[3];
      for (int i = 0; i < points * 3; i++) {
        sum[i % 3] += data[i];
      }
      return new DicomInstance.Vector(sum[0] / points, sum[1] / points, sum[2] / points);
    }

    private MeasurementGroup.@Nullable ImageRegion region() {
      Attributes drawing = valued("SCOORD");
      if (drawing == null) {
        return null;
      }
      double[] data = Values.decimals(drawing, Tag.GraphicData);
      // A circle is drawn by its centre and a point on its edge (PS3.3 C.18.6.1.2).
      boolean circle = "CIRCLE".equals(Values.text(drawing, Tag.GraphicType));
      int points = circle ? Math.min(1, data.length / 2) : data.length / 2;
      if (points == 0 || data.length > MAX_COORDINATES) {
        return null;
      }
      double columns = 0;
      double rows = 0;
      for (int i = 0; i < points; i++) {
        columns += data[2 * i];
        rows += data[2 * i + 1];
      }
      for (Attributes item : children(drawing)) {
        Attributes image = item.getNestedDataset(Tag.ReferencedSOPSequence);
        String sop = image == null ? null : uid(image, Tag.ReferencedSOPInstanceUID);
        if (sop != null) {
          return new MeasurementGroup.ImageRegion(
              sop, columns / points - HALF_PIXEL, rows / points - HALF_PIXEL);
        }
      }
      return null;
    }

    private static @Nullable String uid(Attributes dataset, int tag) {
      String uid = Values.text(dataset, tag);
      return DicomUids.isValid(uid) ? uid : null;
    }

    /** LIDC-IDRI's published reports say {@code 4 out of 5 (Moderately Suspicious for Cancer)}. */
    private static @Nullable Integer outOfFive(@Nullable Code code) {
      Matcher matcher = code == null ? null : OUT_OF_FIVE.matcher(code.meaning());
      return matcher != null && matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
    }

    private static @Nullable Integer texture(@Nullable Code code) {
      if (code == null) {
        return null;
      }
      return switch (code.value()) {
        case "RID50153" -> Integer.valueOf(1);
        case "RID50152" -> Integer.valueOf(3);
        case "RID50151" -> Integer.valueOf(5);
        default -> outOfFive(code);
      };
    }
  }
}
