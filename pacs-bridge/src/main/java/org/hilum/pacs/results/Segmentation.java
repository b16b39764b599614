package org.hilum.pacs.results;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.Orientation;
import org.hilum.pacs.DicomInstance.PixelSpacing;
import org.hilum.pacs.DicomInstance.Vector;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.results.CommonModules.Kind;

/**
 * The nodules' outlines as a binary Segmentation (PS3.3 A.51), one segment a nodule, on the source
 * images' own pixels: a frame lies exactly on its source slice.
 */
public final class Segmentation {

  public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.66.4";

  /** CIELab colours (PS3.3 C.10.7.1.1), told apart also by those who see no red or green. */
  private static final int[][] COLOURS = {
    {43803, 26565, 37722}, {33662, 30892, 53485}, {52351, 33410, 46260}, {38200, 20850, 30340}
  };

  private Segmentation() {}

  /**
   * @param nodules those without an outline are left out; the rest are numbered from 1 in their
   *     order
   * @throws IllegalArgumentException if no nodule has an outline, or one lies outside the slices
   * @throws DicomFormatException if the source file cannot be read any more
   */
  public static DicomObject of(
      ResultSource source, ResultDocument document, List<NoduleResult> nodules)
      throws DicomFormatException {
    List<NoduleResult> outlined = nodules.stream().filter(NoduleResult::hasOutline).toList();
    if (outlined.isEmpty()) {
      throw new IllegalArgumentException("no nodule has an outline to be written");
    }
    outlined.forEach(nodule -> requireInside(nodule, source));
    DicomInstance first = source.slices().get(0);
    Attributes dataset = CommonModules.of(source, document, Kind.SEGMENTATION, SOP_CLASS, "");
    dataset.setString(Tag.ImageType, VR.CS, "DERIVED", "PRIMARY");
    dataset.setString(Tag.FrameOfReferenceUID, VR.UI, frameOfReference(first));
    dataset.setNull(Tag.PositionReferenceIndicator, VR.LO);
    dataset.setString(Tag.ContentLabel, VR.CS, "NODULES");
    dataset.setString(Tag.ContentDescription, VR.LO, "Lung nodules, research use only");
    dataset.setString(Tag.ContentCreatorName, VR.PN, "Hilum");
    CommonModules.setLossyCompression(dataset, source.slices());
    dataset.setString(Tag.SegmentationType, VR.CS, "BINARY");
    dataset.setString(Tag.ContentQualification, VR.CS, "RESEARCH");
    segments(dataset, document, outlined);
    dimensions(dataset, document, source);
    shared(dataset, source);
    referencedSeries(dataset, source, outlined);
    List<BitSet> frames = frames(dataset, source, outlined);
    pixels(dataset, first.image(), frames);
    return new DicomObject(dataset);
  }

  private static void requireInside(NoduleResult nodule, ResultSource source) {
    for (Map.Entry<Integer, BitSet> slice : nodule.pixels().entrySet()) {
      int index = slice.getKey();
      boolean inside = index >= 0 && index < source.slices().size();
      if (inside) {
        DicomInstance.Image image = source.slices().get(index).image();
        inside = slice.getValue().length() <= image.rows() * image.columns();
      }
      if (!inside) {
        throw new IllegalArgumentException(
            "nodule %d: its outline on slice %d lies outside the %d slices of the series"
                .formatted(nodule.number(), index + 1, source.slices().size()));
      }
    }
  }

  private static String frameOfReference(DicomInstance slice) {
    String uid = slice.series().frameOfReferenceUid();
    // Without one, nothing else can be aligned with the series; a UID of its own says so.
    return uid != null ? uid : DicomUids.derive(slice.seriesInstanceUid() + "/frame-of-reference");
  }

  private static void segments(
      Attributes dataset, ResultDocument document, List<NoduleResult> nodules) {
    Sequence segments = dataset.newSequence(Tag.SegmentSequence, nodules.size());
    for (int i = 0; i < nodules.size(); i++) {
      NoduleResult nodule = nodules.get(i);
      Attributes segment = new Attributes();
      segment.setInt(Tag.SegmentNumber, VR.US, i + 1);
      segment.setString(Tag.SegmentLabel, VR.LO, "Nodule " + nodule.number());
      segment.setString(Tag.SegmentAlgorithmType, VR.CS, "AUTOMATIC");
      segment.setString(
          Tag.SegmentAlgorithmName,
          VR.LO,
          CommonModules.shortened(
              document.algorithm().name() + " " + document.algorithm().version(), 64));
      segment.setString(Tag.TrackingID, VR.UT, nodule.trackingId());
      segment.setString(Tag.TrackingUID, VR.UI, nodule.trackingUid());
      segment.setInt(Tag.RecommendedDisplayCIELabValue, VR.US, COLOURS[i % COLOURS.length]);
      CommonModules.addCode(
          segment,
          Tag.SegmentedPropertyCategoryCodeSequence,
          Code.sct("49755003", "Morphologically Altered Structure"));
      CommonModules.addCode(
          segment, Tag.SegmentedPropertyTypeCodeSequence, Code.sct("27925004", "Nodule"));
      CommonModules.addCode(segment, Tag.AnatomicRegionSequence, Code.sct("39607008", "Lung"));
      segments.add(segment);
    }
  }

  /** Frames are ordered by segment, then by position. */
  private static void dimensions(Attributes dataset, ResultDocument document, ResultSource source) {
    String organization =
        DicomUids.derive(source.studyInstanceUid() + "/dimensions/" + document.identity());
    Attributes item = new Attributes();
    item.setString(Tag.DimensionOrganizationUID, VR.UI, organization);
    dataset.newSequence(Tag.DimensionOrganizationSequence, 1).add(item);
    Sequence indices = dataset.newSequence(Tag.DimensionIndexSequence, 2);
    indices.add(
        dimension(organization, Tag.ReferencedSegmentNumber, Tag.SegmentIdentificationSequence));
    indices.add(dimension(organization, Tag.ImagePositionPatient, Tag.PlanePositionSequence));
  }

  private static Attributes dimension(String organization, int tag, int group) {
    Attributes item = new Attributes();
    item.setString(Tag.DimensionOrganizationUID, VR.UI, organization);
    item.setInt(Tag.DimensionIndexPointer, VR.AT, tag);
    item.setInt(Tag.FunctionalGroupPointer, VR.AT, group);
    return item;
  }

  private static void shared(Attributes dataset, ResultSource source) {
    DicomInstance first = source.slices().get(0);
    DicomInstance.Image image = first.image();
    Attributes groups = new Attributes();
    Orientation orientation = Objects.requireNonNull(image.orientation(), "orientation");
    Attributes plane = new Attributes();
    plane.setString(
        Tag.ImageOrientationPatient,
        VR.DS,
        decimal(orientation.alongRow().x()),
        decimal(orientation.alongRow().y()),
        decimal(orientation.alongRow().z()),
        decimal(orientation.alongColumn().x()),
        decimal(orientation.alongColumn().y()),
        decimal(orientation.alongColumn().z()));
    groups.newSequence(Tag.PlaneOrientationSequence, 1).add(plane);
    PixelSpacing spacing = Objects.requireNonNull(image.pixelSpacing(), "pixelSpacing");
    double between = spacingOfSlices(source.slices());
    Attributes measures = new Attributes();
    measures.setString(Tag.SliceThickness, VR.DS, decimal(between));
    measures.setString(Tag.SpacingBetweenSlices, VR.DS, decimal(between));
    measures.setString(
        Tag.PixelSpacing,
        VR.DS,
        decimal(spacing.betweenRowsMm()),
        decimal(spacing.betweenColumnsMm()));
    groups.newSequence(Tag.PixelMeasuresSequence, 1).add(measures);
    dataset.newSequence(Tag.SharedFunctionalGroupsSequence, 1).add(groups);
  }

  private static double spacingOfSlices(List<DicomInstance> slices) {
    if (slices.size() < 2) {
      Double thickness = slices.get(0).image().sliceThicknessMm();
      return thickness == null ? 1 : thickness;
    }
    Vector low = position(slices.get(0));
    Vector high = position(slices.get(slices.size() - 1));
    double distance =
        Math.hypot(Math.hypot(high.x() - low.x(), high.y() - low.y()), high.z() - low.z());
    return distance / (slices.size() - 1);
  }

  private static Vector position(DicomInstance slice) {
    return Objects.requireNonNull(
        slice.image().position(), () -> slice.file() + " has no position");
  }

  private static void referencedSeries(
      Attributes dataset, ResultSource source, List<NoduleResult> nodules) {
    Set<Integer> used = new TreeSet<>();
    nodules.forEach(nodule -> used.addAll(nodule.pixels().keySet()));
    Attributes series = new Attributes();
    series.setString(Tag.SeriesInstanceUID, VR.UI, source.slices().get(0).seriesInstanceUid());
    Sequence instances = series.newSequence(Tag.ReferencedInstanceSequence, used.size());
    for (int index : used) {
      instances.add(CommonModules.item(InstanceReference.to(source.slices().get(index))));
    }
    dataset.newSequence(Tag.ReferencedSeriesSequence, 1).add(series);
  }

  private static List<BitSet> frames(
      Attributes dataset, ResultSource source, List<NoduleResult> nodules) {
    List<Integer> positions = new ArrayList<>(new TreeSet<>(slicesOf(nodules)));
    Sequence groups = dataset.newSequence(Tag.PerFrameFunctionalGroupsSequence, 16);
    List<BitSet> frames = new ArrayList<>();
    for (int i = 0; i < nodules.size(); i++) {
      for (Map.Entry<Integer, BitSet> slice : nodules.get(i).pixels().entrySet()) {
        DicomInstance image = source.slices().get(slice.getKey());
        groups.add(frame(image, i + 1, positions.indexOf(slice.getKey()) + 1));
        frames.add(slice.getValue());
      }
    }
    return frames;
  }

  private static Set<Integer> slicesOf(List<NoduleResult> nodules) {
    Set<Integer> slices = new HashSet<>();
    nodules.forEach(nodule -> slices.addAll(nodule.pixels().keySet()));
    return slices;
  }

  private static Attributes frame(DicomInstance source, int segment, int position) {
    Attributes group = new Attributes();
    Attributes content = new Attributes();
    content.setInt(Tag.DimensionIndexValues, VR.UL, segment, position);
    group.newSequence(Tag.FrameContentSequence, 1).add(content);
    Vector at = position(source);
    Attributes plane = new Attributes();
    plane.setString(
        Tag.ImagePositionPatient, VR.DS, decimal(at.x()), decimal(at.y()), decimal(at.z()));
    group.newSequence(Tag.PlanePositionSequence, 1).add(plane);
    Attributes identification = new Attributes();
    identification.setInt(Tag.ReferencedSegmentNumber, VR.US, segment);
    group.newSequence(Tag.SegmentIdentificationSequence, 1).add(identification);
    Attributes image = CommonModules.item(InstanceReference.to(source));
    CommonModules.addCode(
        image,
        Tag.PurposeOfReferenceCodeSequence,
        Code.dcm("121322", "Source image for image processing operation"));
    Attributes derivation = new Attributes();
    derivation.newSequence(Tag.SourceImageSequence, 1).add(image);
    CommonModules.addCode(
        derivation, Tag.DerivationCodeSequence, Code.dcm("113076", "Segmentation"));
    group.newSequence(Tag.DerivationImageSequence, 1).add(derivation);
    return group;
  }

  /** Bits of all frames one after another, the first pixel in the lowest bit (PS3.5 8.1.1). */
  private static void pixels(Attributes dataset, DicomInstance.Image image, List<BitSet> frames) {
    int pixelsPerFrame = image.rows() * image.columns();
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.NumberOfFrames, VR.IS, frames.size());
    dataset.setInt(Tag.Rows, VR.US, image.rows());
    dataset.setInt(Tag.Columns, VR.US, image.columns());
    dataset.setInt(Tag.BitsAllocated, VR.US, 1);
    dataset.setInt(Tag.BitsStored, VR.US, 1);
    dataset.setInt(Tag.HighBit, VR.US, 0);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 0);
    long bits = (long) frames.size() * pixelsPerFrame;
    byte[] packed = new byte[Math.toIntExact((bits + 15) / 16 * 2)];
    for (int f = 0; f < frames.size(); f++) {
      BitSet frame = frames.get(f);
      for (int p = frame.nextSetBit(0); p >= 0; p = frame.nextSetBit(p + 1)) {
        long bit = (long) f * pixelsPerFrame + p;
        packed[(int) (bit >> 3)] |= (byte) (1 << (bit & 7));
      }
    }
    dataset.setBytes(Tag.PixelData, VR.OB, packed);
  }

  /** At most 16 characters, as DS demands. */
  private static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.8f", value);
    if (text.length() > 16) {
      text = text.substring(0, 16);
    }
    return text.replaceAll("0+$", "").replaceAll("\\.$", "").replaceAll("^-0$", "0");
  }
}
