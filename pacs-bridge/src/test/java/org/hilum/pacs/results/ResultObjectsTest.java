package org.hilum.pacs.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.TestData;
import org.hilum.pacs.TestDicom;
import org.hilum.pacs.TestSeries;
import org.hilum.pacs.toolkit.DicomReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The objects that go back to the PACS")
class ResultObjectsTest {

  private static final byte[] PDF = "%PDF-1.4\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private ResultSource source;

  @BeforeEach
  void writeSeries() throws Exception {
    source = Results.source(TestSeries.write(folder.resolve("ct"), 12));
  }

  private List<NoduleResult> nodules(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> Results.nodule(i, source, i % 12, 1 + i % 4))
        .toList();
  }

  private List<DicomObject> all(ResultDocument document, int count) throws Exception {
    List<NoduleResult> nodules = nodules(count);
    List<DicomObject> objects = new ArrayList<>();
    DicomObject segmentation =
        nodules.isEmpty() ? null : Segmentation.of(source, document, nodules);
    objects.add(MeasurementReport.of(source, document, nodules, segmentation));
    objects.add(TextReport.of(source, document));
    objects.add(EncapsulatedPdf.of(source, document, PDF));
    if (segmentation != null) {
      objects.add(segmentation);
      objects.add(KeyImage.of(source, document, source.slices().get(3), 1, Results.picture()));
    }
    return objects;
  }

  private Path write(DicomObject object) throws Exception {
    Path file = folder.resolve(object.reference().sopInstanceUid() + ".dcm");
    object.writeTo(file);
    return file;
  }

  private static Attributes read(Path file) throws Exception {
    try (ImageInputStream in = new ImageInputStream(file.toFile())) {
      return in.readDataset(-1, -1);
    }
  }

  @Nested
  @DisplayName("as others see them")
  class Validated {

    @ParameterizedTest(name = "{0} nodules: dciodvfy finds no error in any object")
    @ValueSource(ints = {0, 1, 60})
    void validate(int count) throws Exception {
      TestData.assumePrograms("dciodvfy");
      for (ResultDocument document : List.of(Results.draft("zh-CN"), Results.signed("en"))) {
        for (DicomObject object : all(document, count)) {
          Path file = write(object);
          String said = TestData.tryRun("dciodvfy", "-new", file.toString()).output();
          assertThat(said.lines().filter(line -> line.startsWith("Error")))
              .as("%s: %s", object.reference().sopClassUid(), said)
              .isEmpty();
        }
      }
    }

    @Test
    void dsrdumpReadsTheMeasurements() throws Exception {
      TestData.assumePrograms("dsrdump");
      ResultDocument document = Results.signed("en");
      DicomObject segmentation = Segmentation.of(source, document, nodules(2));
      Path file = write(MeasurementReport.of(source, document, nodules(2), segmentation));

      String said = TestData.run("dsrdump", "+Pc", "+Pl", file.toString());

      assertThat(said)
          .contains("Comprehensive 3D SR")
          .contains("Verification Flag   : VERIFIED")
          .contains("(126000,DCM,\"Imaging Measurement Report\")")
          .contains("(118565006,SCT,\"Volume\")=\"210\" (mm3,UCUM")
          .contains("(103339001,SCT,\"Long Axis\")=\"8.4\" (mm,UCUM")
          .contains("(24028007,SCT,\"Right\")")
          .contains("(786838002,SCT,\"Nodule of lung\")");
      assertThat(said.lines().filter(line -> line.contains("Measurement Group"))).hasSize(2);
    }

    @Test
    void aNameInGb18030WithMarkupComesOutAsItWas() throws Exception {
      TestData.assumePrograms("dcmdump");
      String name = "A<b>&\"^L\u0027=王^㐀";
      Path original = folder.resolve("gb18030.dcm");
      Files.write(original, TestDicom.named("GB18030", name.getBytes(Charset.forName("GB18030"))));
      DicomInstance instance = new DicomFiles().readHeader(original);
      ResultSource study = new ResultSource(instance, List.of());

      Path file = write(TextReport.of(study, Results.draft("zh-CN")));

      assertThat(TestData.run("dcmdump", "+P", "PatientName", file.toString())).contains(name);
      assertThat(TestData.run("dcmdump", "+P", "SpecificCharacterSet", file.toString()))
          .contains("ISO_IR 192");
      assertThat(new DicomFiles().readHeader(file).patient().name()).isEqualTo(name);
    }

    @Test
    void dsrdumpReadsTheTextInChinese() throws Exception {
      TestData.assumePrograms("dsrdump");
      Path file = write(TextReport.of(source, Results.draft("zh-CN")));

      String said = TestData.run("dsrdump", "-Ec", "+Pl", file.toString());

      assertThat(said)
          .contains("Basic Text SR")
          .contains("右肺上叶 ≥ 8 mm 结节 <b>&")
          .contains("王^小东")
          .contains("PARTIAL")
          .contains("UNVERIFIED");
    }
  }

  @Test
  void noNoduleIsSaidAndNotLeftToBeGuessed() throws Exception {
    Path file = write(MeasurementReport.of(source, Results.draft("en"), List.of(), null));

    assertThat(read(file).toString(500, 200)).contains("No lung nodule marked");
    assertThatThrownBy(() -> Segmentation.of(source, Results.draft("en"), List.of()))
        .hasMessageContaining("no nodule has an outline");
  }

  @Test
  void theSegmentationLiesVoxelByVoxelOnItsSource() throws Exception {
    List<NoduleResult> nodules = nodules(5);
    Attributes seg = read(write(Segmentation.of(source, Results.draft("en"), nodules)));

    Sequence frames = seg.getSequence(Tag.PerFrameFunctionalGroupsSequence);
    int pixels = TestSeries.COLUMNS * TestSeries.ROWS;
    BitSet all = BitSet.valueOf(seg.getBytes(Tag.PixelData));
    List<TreeMap<Integer, BitSet>> found = new ArrayList<>();
    nodules.forEach(n -> found.add(new TreeMap<>()));
    for (int f = 0; f < frames.size(); f++) {
      Attributes frame = frames.get(f);
      String uid =
          frame
              .getNestedDataset(Tag.DerivationImageSequence)
              .getNestedDataset(Tag.SourceImageSequence)
              .getString(Tag.ReferencedSOPInstanceUID);
      int slice =
          IntStream.range(0, source.slices().size())
              .filter(s -> source.slices().get(s).sopInstanceUid().equals(uid))
              .findFirst()
              .orElseThrow();
      DicomInstance.Vector position = source.slices().get(slice).image().position();
      assertThat(
              frame
                  .getNestedDataset(Tag.PlanePositionSequence)
                  .getDoubles(Tag.ImagePositionPatient))
          .containsExactly(position.x(), position.y(), position.z());
      int segment =
          frame
              .getNestedDataset(Tag.SegmentIdentificationSequence)
              .getInt(Tag.ReferencedSegmentNumber, 0);
      found.get(segment - 1).put(slice, all.get(f * pixels, (f + 1) * pixels));
    }

    for (int n = 0; n < nodules.size(); n++) {
      assertThat(found.get(n)).isEqualTo(nodules.get(n).pixels());
    }
    Attributes shared = seg.getNestedDataset(Tag.SharedFunctionalGroupsSequence);
    assertThat(shared.getNestedDataset(Tag.PixelMeasuresSequence).getDoubles(Tag.PixelSpacing))
        .containsExactly(0.7, 0.7);
    assertThat(seg.getString(Tag.FrameOfReferenceUID))
        .isEqualTo(source.slices().get(0).series().frameOfReferenceUid());
  }

  @Test
  void whatIsMadeOfALossySliceSaysSo() throws Exception {
    List<Path> slices = new ArrayList<>();
    for (DicomInstance slice : source.slices()) {
      Attributes dataset = DicomReader.readHeader(slice.file()).dataset();
      if (slices.size() == 3) {
        dataset.setString(Tag.LossyImageCompression, VR.CS, "01");
        dataset.setString(Tag.LossyImageCompressionRatio, VR.DS, "8.5");
        dataset.setString(Tag.LossyImageCompressionMethod, VR.CS, "ISO_15444_1");
      }
      int pixels = slice.image().rows() * slice.image().columns();
      dataset.setBytes(Tag.PixelData, VR.OW, new byte[2 * pixels]);
      slices.add(write(new DicomObject(dataset)));
    }
    ResultSource lossy = Results.source(slices);
    ResultDocument document = Results.draft("en");

    for (DicomObject object :
        List.of(
            Segmentation.of(lossy, document, nodules(1)),
            KeyImage.of(lossy, document, lossy.slices().get(3), 1, Results.picture()))) {
      Attributes dataset = read(write(object));
      assertThat(dataset.getString(Tag.LossyImageCompression)).isEqualTo("01");
      assertThat(dataset.getString(Tag.LossyImageCompressionRatio)).isEqualTo("8.5");
      assertThat(dataset.getString(Tag.LossyImageCompressionMethod)).isEqualTo("ISO_15444_1");
    }
    DicomObject other = KeyImage.of(lossy, document, lossy.slices().get(2), 1, Results.picture());
    assertThat(read(write(other)).getString(Tag.LossyImageCompression)).isEqualTo("00");
  }

  @Test
  void anOutlineOutsideTheSeriesIsRefusedByItsNumber() {
    NoduleResult nodule = Results.nodule(7, source, 3, 2);
    TreeMap<Integer, BitSet> outside = new TreeMap<>(nodule.pixels());
    outside.put(12, outside.get(3));
    NoduleResult wrong =
        new NoduleResult(
            7,
            nodule.trackingUid(),
            nodule.trackingId(),
            nodule.center(),
            1,
            1,
            1,
            null,
            nodule.malignancy(),
            1,
            List.of(),
            true,
            3,
            outside);

    assertThatThrownBy(() -> Segmentation.of(source, Results.draft("en"), List.of(wrong)))
        .hasMessage("nodule 7: its outline on slice 13 lies outside the 12 slices of the series");
  }

  @Test
  void thePatientIsTheSourcesInUtf8() throws Exception {
    for (DicomObject object : all(Results.signed("zh-CN"), 1)) {
      DicomInstance header = new DicomFiles().readHeader(write(object));
      assertThat(header.patient()).isEqualTo(source.study().patient());
      assertThat(header.study()).isEqualTo(source.study().study());
      assertThat(header.series().number()).isGreaterThan(9000);
    }
  }

  @Test
  void theSameVersionIsTheSameInstanceAndAnotherIsAnother() throws Exception {
    List<String> draft = uids(all(Results.draft("en"), 2));

    assertThat(uids(all(Results.draft("en"), 2))).isEqualTo(draft);
    assertThat(uids(all(Results.signed("en"), 2))).doesNotContainAnyElementsOf(draft);
    assertThat(uids(all(Results.draft("zh-CN"), 2))).doesNotContainAnyElementsOf(draft);
    assertThat(draft).doesNotHaveDuplicates();
  }

  private static List<String> uids(List<DicomObject> objects) {
    return objects.stream().map(object -> object.reference().sopInstanceUid()).toList();
  }

  @Test
  void anAddendumNamesWhatItAmends() throws Exception {
    DicomObject signed = TextReport.of(source, Results.signed("en"));
    DicomObject addendum = TextReport.of(source, Results.signed("en", signed.reference()));

    Attributes dataset = read(write(addendum));

    assertThat(
            dataset
                .getNestedDataset(Tag.PredecessorDocumentsSequence)
                .getNestedDataset(Tag.ReferencedSeriesSequence)
                .getNestedDataset(Tag.ReferencedSOPSequence)
                .getString(Tag.ReferencedSOPInstanceUID))
        .isEqualTo(signed.reference().sopInstanceUid());
    assertThat(addendum.reference().sopInstanceUid())
        .isNotEqualTo(signed.reference().sopInstanceUid());
  }

  @Test
  void theSignerStandsInTheDocument() throws Exception {
    Attributes dataset = read(write(TextReport.of(source, Results.signed("en"))));

    Attributes observer = dataset.getNestedDataset(Tag.VerifyingObserverSequence);
    assertThat(observer.getString(Tag.VerifyingObserverName)).isEqualTo("Wang^XiaoDong=王^小东");
    assertThat(observer.getString(Tag.VerificationDateTime)).isEqualTo("20260304050607");
    assertThat(dataset.getString(Tag.VerificationFlag)).isEqualTo("VERIFIED");
  }

  @Test
  void anUnfamiliarNoduleIsMeasuredWithAWarning() throws Exception {
    List<NoduleResult> nodules = nodules(2);
    assertThat(nodules).extracting(NoduleResult::familiar).containsExactly(true, false);

    Attributes dataset =
        read(write(MeasurementReport.of(source, Results.draft("en"), nodules, null)));

    assertThat(texts(dataset).filter(text -> text.startsWith("Probability that readers")))
        .satisfiesExactly(
            text -> assertThat(text).doesNotContain("not reliable"),
            text ->
                assertThat(text).endsWith("its malignancy estimate and ratings are not reliable."));
  }

  private static Stream<String> texts(Attributes item) {
    Sequence content = item.getSequence(Tag.ContentSequence);
    return Stream.concat(
        Stream.ofNullable(item.getString(Tag.TextValue)),
        content == null ? Stream.empty() : content.stream().flatMap(each -> texts(each)));
  }

  @Test
  void whatIsNoPdfIsNotEncapsulated() {
    assertThatThrownBy(
            () -> EncapsulatedPdf.of(source, Results.draft("en"), new byte[] {1, 2, 3, 4, 5}))
        .hasMessage("the report to encapsulate is no PDF");
  }

  @Test
  void aRealSeriesCarriesItsObjects() throws Exception {
    TestData.assumePrograms("dciodvfy");
    source = Results.source(TestData.files("LIDC-IDRI-0001"));
    ResultDocument document = Results.signed("en");
    List<NoduleResult> nodules =
        List.of(Results.nodule(1, source, 60, 12), Results.nodule(2, source, 90, 5));
    DicomObject segmentation = Segmentation.of(source, document, nodules);
    for (DicomObject object :
        List.of(segmentation, MeasurementReport.of(source, document, nodules, segmentation))) {
      Path file = write(object);
      String said = TestData.tryRun("dciodvfy", "-new", file.toString()).output();
      assertThat(said.lines().filter(line -> line.startsWith("Error"))).as(said).isEmpty();
      assertThat(Files.size(file)).isLessThan(1 << 20);
    }
  }
}
