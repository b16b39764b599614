package org.hilum.pacs.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.TestData;
import org.hilum.pacs.toolkit.DicomReader;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the published objects of LIDC-IDRI-0001, written by dcmqi, and on damaged copies of them. */
class AnnotationReadersTest {

  private static final String FOLDER = "LIDC-IDRI-0001-sr-seg";
  private static final String CT =
      "1.3.6.1.4.1.14519.5.2.1.6279.6001.179049373636438705059720603192";
  private static final String NODULE =
      "2.25.84572801268285922663419591960434030454640929448094786485074";

  private final SegmentationReader segmentations = new SegmentationReader(new DicomFiles());
  private final MeasurementReportReader reports = new MeasurementReportReader();

  @TempDir Path folder;

  private static List<Path> objects(String kind) {
    return TestData.files(FOLDER).stream()
        .filter(file -> file.getFileName().toString().startsWith(kind))
        .toList();
  }

  @Nested
  class ASegmentation {

    @Test
    void isMeasuredWhereItsReaderDrewIt() throws DicomFormatException {
      for (Path file : objects("seg")) {
        AnnotatedSegment segment = segmentations.read(file).get(0);

        assertThat(segment.sourceSeriesInstanceUid()).isEqualTo(CT);
        assertThat(segment.trackingUid()).isEqualTo(NODULE);
        assertThat(segment.isNodule()).isTrue();
        assertThat(segment.isAnatomy()).isFalse();
        // The place of the nodule in the readers' XML.
        assertThat(segment.center().x()).isCloseTo(56.2, within(2.0));
        assertThat(segment.center().y()).isCloseTo(86.0, within(2.0));
        assertThat(segment.center().z()).isCloseTo(-115.0, within(2.0));
        assertThat(segment.diameterMm()).isBetween(21.0, 26.0);
      }
    }

    @Test
    void hasTheVolumeThatItsReportStates() throws DicomFormatException {
      List<Path> segments = objects("seg");
      List<Path> measured = objects("sr");
      for (int i = 0; i < segments.size(); i++) {
        AnnotatedSegment segment = segmentations.read(segments.get(i)).get(0);
        MeasurementGroup group = reports.read(measured.get(i)).get(0);

        assertThat(group.segmentOf()).isEqualTo(segment.sopInstanceUid());
        assertThat(group.segmentNumber()).isEqualTo(segment.number());
        // The report's volume is of a mesh through the outline, the segment's of whole voxels.
        assertThat(segment.volumeMm3()).isCloseTo(group.volumeMm3(), within(0.1 * 8000));
      }
    }

    @Test
    void thatIsCutOffAnywhereIsRefusedInOneLine() throws IOException {
      byte[] whole = Files.readAllBytes(objects("seg").get(0));
      for (int bytes : new int[] {0, 100, 131, 140, 700, 3000, 6000, 9000, whole.length - 1}) {
        Path file = Files.write(folder.resolve("cut.dcm"), Arrays.copyOf(whole, bytes));

        assertThatThrownBy(() -> segmentations.read(file))
            .as("%d bytes", bytes)
            .isInstanceOf(DicomFormatException.class)
            .message()
            .contains("cut.dcm")
            .doesNotContain("\n");
      }
    }

    @Test
    void thatClaimsMoreFramesThanItHoldsIsRefused() throws IOException {
      for (String frames : List.of("9 ", "99", "-1", "0 ")) {
        byte[] bytes = Files.readAllBytes(objects("seg").get(0));
        // (0028,0008) IS "8 ", NumberOfFrames.
        int at = indexOf(bytes, new byte[] {0x28, 0, 8, 0, 'I', 'S', 2, 0, '8', ' '});
        System.arraycopy(frames.getBytes(StandardCharsets.US_ASCII), 0, bytes, at + 8, 2);
        Path file = Files.write(folder.resolve("frames.dcm"), bytes);

        assertThatThrownBy(() -> segmentations.read(file))
            .as(frames)
            .isInstanceOf(DicomFormatException.class);
      }
    }

    @Test
    void whoseSegmentIsNotDescribedIsRefused() throws IOException {
      byte[] bytes = Files.readAllBytes(objects("seg").get(0));
      // (0062,0004) US 1, SegmentNumber, becomes 7; the frames still belong to segment 1.
      int at = indexOf(bytes, new byte[] {0x62, 0, 4, 0, 'U', 'S', 2, 0, 1, 0});
      bytes[at + 8] = 7;
      Path file = Files.write(folder.resolve("seven.dcm"), bytes);

      assertThatThrownBy(() -> segmentations.read(file))
          .isInstanceOf(DicomFormatException.class)
          .hasMessageContaining("segment 1, which it does not describe");
    }

    @Test
    void isNotAReport() {
      assertThatThrownBy(() -> segmentations.read(objects("sr").get(0)))
          .isInstanceOf(DicomFormatException.class)
          .hasMessageContaining("1.2.840.10008.5.1.4.1.1.88.22");
    }
  }

  @Nested
  class AMeasurementReport {

    @Test
    void saysWhatTheReaderRated() throws DicomFormatException {
      List<MeasurementGroup> groups =
          List.of(
              reports.read(objects("sr").get(0)).get(0),
              reports.read(objects("sr").get(1)).get(0),
              reports.read(objects("sr").get(2)).get(0),
              reports.read(objects("sr").get(3)).get(0));

      assertThat(groups).extracting(MeasurementGroup::malignancy).containsExactly(5, 5, 5, 4);
      assertThat(groups).extracting(MeasurementGroup::texture).containsExactly(5, 5, 5, 4);
      assertThat(groups).extracting(MeasurementGroup::trackingUid).containsOnly(NODULE);
      assertThat(groups).extracting(MeasurementGroup::sourceSeriesInstanceUid).containsOnly(CT);
      assertThat(groups).allMatch(MeasurementGroup::mayBeNodule);
      assertThat(groups.get(0).diameterMm()).isCloseTo(32.20589, within(1e-6));
      assertThat(groups.get(0).volumeMm3()).isCloseTo(7869.37, within(1e-6));
    }

    @Test
    void thatIsCutOffIsRefusedOrLosesItsGroups() throws IOException {
      byte[] whole = Files.readAllBytes(objects("sr").get(0));
      for (int bytes = 200; bytes < whole.length; bytes += 4999) {
        Path file = Files.write(folder.resolve("cut.dcm"), Arrays.copyOf(whole, bytes));
        assertThatThrownBy(() -> reports.read(file))
            .as("%d bytes", bytes)
            .isInstanceOf(DicomFormatException.class);
      }
    }

    /** The report with its sizes in other units and a drawing in its group. */
    private MeasurementGroup edited(String lengthUnit, String volumeUnit, Attributes drawing)
        throws Exception {
      Attributes dataset = DicomReader.readHeader(objects("sr").get(0)).dataset();
      Attributes group = group(dataset);
      for (Attributes item : group.getSequence(Tag.ContentSequence)) {
        Attributes value = item.getNestedDataset(Tag.MeasuredValueSequence);
        if (value != null) {
          Attributes unit = value.getNestedDataset(Tag.MeasurementUnitsCodeSequence);
          boolean volume = unit.getString(Tag.CodeValue).equals("mm3");
          unit.setString(Tag.CodeValue, VR.SH, volume ? volumeUnit : lengthUnit);
        }
      }
      group.getSequence(Tag.ContentSequence).add(drawing);
      Path file = folder.resolve("edited.dcm");
      try (ImageOutputStream out = new ImageOutputStream(file.toFile())) {
        String syntax = DicomUids.EXPLICIT_VR_LITTLE_ENDIAN;
        out.writeDataset(dataset.createFileMetaInformation(syntax), dataset);
      }
      return reports.read(file).get(0);
    }

    private Attributes group(Attributes dataset) {
      for (Attributes item : dataset.getSequence(Tag.ContentSequence)) {
        Attributes name = item.getNestedDataset(Tag.ConceptNameCodeSequence);
        if (name.getString(Tag.CodeValue).equals("126010")) {
          return item.getNestedDataset(Tag.ContentSequence);
        }
      }
      throw new AssertionError("no measurements");
    }

    @Test
    void sizesAreConvertedToMillimetresWhateverTheirUnit() throws Exception {
      MeasurementGroup group = edited("cm", "mL", new Attributes());

      assertThat(group.diameterMm()).isCloseTo(322.0589, within(1e-6));
      assertThat(group.volumeMm3()).isCloseTo(7869370, within(1e-3));
      assertThat(group.problems()).isEmpty();
    }

    @Test
    void aSizeInAnUnknownUnitIsNamedAndNotMeasured() throws Exception {
      MeasurementGroup group = edited("[in_i]", "mm3", new Attributes());

      assertThat(group.diameterMm()).isNull();
      assertThat(group.volumeMm3()).isCloseTo(7869.37, within(1e-6));
      assertThat(group.problems())
          .containsExactly("its Diameter is in '[in_i]', not in cm, mm; not measured");
    }

    @Test
    void theMiddleOfACircleIsItsFirstPoint() throws Exception {
      Attributes drawing = new Attributes();
      drawing.setString(Tag.ValueType, VR.CS, "SCOORD");
      drawing.setString(Tag.GraphicType, VR.CS, "CIRCLE");
      drawing.setFloat(Tag.GraphicData, VR.FL, 100, 50, 110, 50);
      Attributes image = new Attributes();
      drawing.newSequence(Tag.ContentSequence, 1).add(image);
      Attributes reference = new Attributes();
      image.newSequence(Tag.ReferencedSOPSequence, 1).add(reference);
      reference.setString(Tag.ReferencedSOPInstanceUID, VR.UI, "1.2.3");

      assertThat(edited("mm", "mm3", drawing).region())
          .isEqualTo(new MeasurementGroup.ImageRegion("1.2.3", 99.5, 49.5));
    }

    @Test
    void isNotACt() {
      Path ct = TestData.files("LIDC-IDRI-0001").get(0);
      assertThatThrownBy(() -> reports.read(ct))
          .isInstanceOf(DicomFormatException.class)
          .hasMessageContaining("1.2.840.10008.5.1.4.1.1.2");
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("the file does not hold what the test edits");
  }
}
