package org.hilum.pacs.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.TestData;
import org.hilum.pacs.TestSeries;
import org.hilum.pacs.net.DicomReceiver;
import org.hilum.pacs.net.DicomTimeouts;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.Orthanc;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.ServerConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What others make of our objects")
class OtherReadersTest {

  private static final byte[] PDF = "%PDF-1.4\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private ResultSource source;

  @BeforeEach
  void writeSeries() throws Exception {
    source = Results.source(TestSeries.write(folder.resolve("ct"), 12));
  }

  private List<NoduleResult> nodules(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> Results.nodule(i, source, i * 5 % 12, 1 + i % 4))
        .toList();
  }

  private Path write(DicomObject object) throws IOException {
    Path file = folder.resolve(object.reference().sopInstanceUid() + ".dcm");
    object.writeTo(file);
    return file;
  }

  private static Attributes read(Path file) throws IOException {
    try (ImageInputStream in = new ImageInputStream(file.toFile())) {
      return in.readDataset(-1, -1);
    }
  }

  private Path measurements(ResultDocument document, int count) throws IOException {
    List<NoduleResult> nodules = nodules(count);
    DicomObject segmentation =
        nodules.isEmpty() ? null : Segmentation.of(source, document, nodules);
    return write(MeasurementReport.of(source, document, nodules, segmentation));
  }

  @Test
  @DisplayName("PixelMed finds the measurement reports true to template 1500")
  void pixelMedChecksTheTemplate() throws Exception {
    List<Path> files =
        List.of(
            measurements(Results.draft("zh-CN"), 0),
            measurements(Results.draft("en"), 1),
            measurements(Results.signed("zh-CN"), 3));

    String said = PixelMedSrValidator.check(files);

    assertThat(said.lines().filter("Found Root Template TID_1500 (MeasurementReport)"::equals))
        .hasSize(3);
    assertThat(said.lines().filter("IOD validation complete"::equals)).hasSize(3);
    assertThat(said.lines().filter(line -> line.startsWith("Error"))).as(said).isEmpty();
  }

  @Test
  @DisplayName(
      "Orthanc stores every object, of draft, signed report and addendum, and gives it back unchanged")
  void orthancGivesThemBack() throws Exception {
    List<Path> sent = new ArrayList<>();
    ResultDocument signed = Results.signed("en");
    DicomObject amended = TextReport.of(source, signed);
    for (ResultDocument document :
        List.of(Results.draft("zh-CN"), signed, Results.signed("en", amended.reference()))) {
      DicomObject segmentation = Segmentation.of(source, document, nodules(4));
      sent.add(write(segmentation));
      sent.add(measurements(document, 4));
      sent.add(write(TextReport.of(source, document)));
      sent.add(write(EncapsulatedPdf.of(source, document, PDF)));
      sent.add(write(KeyImage.of(source, document, source.slices().get(3), 1, Results.picture())));
    }
    List<DicomInstance> back = Collections.synchronizedList(new ArrayList<>());
    try (DicomReceiver receiver =
            new DicomReceiver(
                ServerConfig.local("HILUM", 0),
                new InstanceFolder(folder.resolve("unasked"), 0),
                (instance, callingAe) -> {});
        Orthanc orthanc = Orthanc.start(folder, "HILUM", receiver.port());
        PacsClient client = new PacsClient("HILUM", orthanc.node(), DicomTimeouts.defaults())) {
      assertThat(client.store(sent).failures()).isEmpty();
      // A repeated delivery stores nothing twice.
      assertThat(client.store(sent).failures()).isEmpty();

      client.getStudy(
          source.studyInstanceUid(),
          new InstanceFolder(folder.resolve("back"), 0),
          (instance, callingAe) -> back.add(instance));

      assertThat(client.countInstances(source.studyInstanceUid()).instances()).isEqualTo(15);
    }
    Map<String, Path> fetched =
        back.stream().collect(Collectors.toMap(DicomInstance::sopInstanceUid, DicomInstance::file));
    assertThat(fetched).hasSize(15);
    for (Path file : sent) {
      String uid = file.getFileName().toString().replace(".dcm", "");
      assertThat(read(fetched.get(uid))).isEqualTo(read(file));
    }
  }

  @Test
  @DisplayName("dcmtk draws each frame of the segmentation pixel by pixel as it was meant")
  void dcmtkDrawsTheSegmentation() throws Exception {
    TestData.assumePrograms("dcmj2pnm");
    List<NoduleResult> nodules = nodules(5);
    Path file = write(Segmentation.of(source, Results.draft("en"), nodules));
    Path frames = folder.resolve("frame");

    TestData.run("dcmj2pnm", "+Fa", "+Fn", "+op", "+Wm", file.toString(), frames.toString());

    int frame = 0;
    for (NoduleResult nodule : nodules) {
      for (BitSet expected : new TreeMap<>(nodule.pixels()).values()) {
        frame++;
        assertThat(pgm(Path.of(frames + ".f" + frame + ".pgm"))).isEqualTo(expected);
      }
    }
    assertThat(Path.of(frames + ".f" + (frame + 1) + ".pgm")).doesNotExist();
  }

  /** The white pixels of a binary PGM. */
  private static BitSet pgm(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int pixels = TestSeries.COLUMNS * TestSeries.ROWS;
    String header = new String(bytes, 0, bytes.length - pixels, StandardCharsets.US_ASCII);
    assertThat(header.split("\\s+"))
        .containsExactly("P5", TestSeries.COLUMNS + "", TestSeries.ROWS + "", "255");
    byte[] values = Arrays.copyOfRange(bytes, bytes.length - pixels, bytes.length);
    BitSet white = new BitSet();
    IntStream.range(0, pixels).filter(i -> values[i] != 0).forEach(white::set);
    return white;
  }
}
