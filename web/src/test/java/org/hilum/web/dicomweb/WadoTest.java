package org.hilum.web.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hilum.db.AuditEntry;
import org.hilum.db.AuditEntryRepository;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.PixelDecoder;
import org.hilum.web.HilumProperties;
import org.hilum.web.SeededStudies;
import org.hilum.web.SharedData;
import org.hilum.web.SyntheticChest;
import org.hilum.web.TestUsers;
import org.hilum.web.WebTest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WebTest
class WadoTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Autowired private MockMvc mvc;
  @Autowired private SeededStudies seeded;
  @Autowired private HilumProperties properties;
  @Autowired private AuditEntryRepository audit;
  @TempDir private Path folder;

  private List<Path> files;
  private DicomInstance instance;

  @BeforeEach
  void storeASeries() throws IOException {
    files = SyntheticChest.write(folder, "wado");
    instance = seeded.store(files);
  }

  @Test
  void theMetadataAreOneObjectAnInstanceFromTheFeetToTheHead() throws Exception {
    String body =
        ask(series() + "/metadata")
            .andExpect(status().isOk())
            .andExpect(content().contentType("application/dicom+json"))
            .andReturn()
            .getResponse()
            .getContentAsString(StandardCharsets.UTF_8);
    List<Double> heights = new ArrayList<>();
    for (JsonNode attributes : JSON.readTree(body)) {
      heights.add(attributes.at("/00200032/Value/2").asDouble());
    }
    assertThat(heights).hasSize(SyntheticChest.SLICES).isSorted();
    assertThat(heights.get(0)).isEqualTo(-100);
  }

  @Test
  void whoAsksForTheMetadataIsWrittenDown() throws Exception {
    String study = instance.studyInstanceUid();
    PageRequest newest = PageRequest.of(0, 1);
    long before =
        audit.findByStudyInstanceUidOrderByOccurredAtDescIdDesc(study, newest).getTotalElements();
    ask(series() + "/metadata");
    Page<AuditEntry> after = audit.findByStudyInstanceUidOrderByOccurredAtDescIdDesc(study, newest);
    assertThat(after.getTotalElements()).isEqualTo(before + 1);
    AuditEntry entry = after.getContent().get(0);
    assertThat(entry.getAction()).isEqualTo("images.opened");
    assertThat(entry.getActor()).isEqualTo("rad");
    assertThat(entry.getDetail()).containsEntry("series", instance.seriesInstanceUid());
  }

  @Test
  void aFrameIsTheStoredValuesInOneLittleEndianPart() throws Exception {
    Path file = files.get(6);
    DicomInstance slice = new DicomFiles().readHeader(file);
    byte[] pixels = onlyPart(ask(frame(slice.sopInstanceUid())).andExpect(status().isOk()));
    assertThat(pixels).hasSize(SyntheticChest.SIZE * SyntheticChest.SIZE * 2);
    short[] hu = new PixelDecoder().hu(file);
    ByteBuffer stored = ByteBuffer.wrap(pixels).order(ByteOrder.LITTLE_ENDIAN);
    for (short value : hu) {
      double rescaled =
          stored.getShort() * slice.image().rescaleSlope() + slice.image().rescaleIntercept();
      assertThat(Math.max(rescaled, PixelDecoder.AIR_HU)).isEqualTo(value);
    }
  }

  @Test
  void anAnswerIsForItsUserAloneAndCostsNoBodyWhenItIsKnown() throws Exception {
    for (String path : List.of(series() + "/metadata", frame(instance.sopInstanceUid()))) {
      MockHttpServletResponse first =
          ask(path)
              .andExpect(header().string("Cache-Control", containsString("private")))
              .andExpect(header().string("Cache-Control", containsString("no-cache")))
              .andReturn()
              .getResponse();
      String tag = first.getHeader("ETag");
      assertThat(tag).matches("\"[0-9a-f]{32}\"");
      mvc.perform(get(path).header("If-None-Match", tag).with(TestUsers.radiologist()))
          .andExpect(status().isNotModified())
          .andExpect(content().bytes(new byte[0]));
    }
  }

  @Test
  void aFileThatChangesGetsAnotherTag() throws Exception {
    String path = frame(instance.sopInstanceUid());
    String before = ask(path).andReturn().getResponse().getHeader("ETag");
    Files.copy(
        files.get(6), storedFile(instance.sopInstanceUid()), StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(storedFile(instance.sopInstanceUid()), FileTime.fromMillis(1));
    String after = ask(path).andReturn().getResponse().getHeader("ETag");
    assertThat(after).isNotEqualTo(before);
    Files.delete(storedFile(instance.sopInstanceUid()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dicom-web/studies/1.2.x/series/1.2.3/metadata",
        "/dicom-web/studies/1..2/series/1.2.3/metadata",
        "/dicom-web/studies/1.2/series/1.2.3/instances/.1.2/frames/1",
        "/dicom-web/studies/~root/series/1/instances/2/frames/1"
      })
  void whatIsNoUidIsABadRequest(String path) throws Exception {
    ask(path).andExpect(status().isBadRequest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dicom-web/studies/../../series/1.2.3/metadata",
        "/dicom-web/studies/%2e%2e/series/%2e%2e/instances/1/frames/1",
        "/dicom-web/studies/1.2/series/..%2f..%2f/metadata",
        "/dicom-web/studies/1.2/series/1.3/instances/..%5c..%5cetc/frames/1"
      })
  void nothingOutsideTheStudiesCanBeNamed(String path) throws Exception {
    mvc.perform(get(URI.create(path)).with(TestUsers.radiologist()))
        .andExpect(status().is4xxClientError());
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    ask("/dicom-web/studies/1.2/series/1.2.3/metadata").andExpect(status().isNotFound());
    ask(frame("1.2.3.4")).andExpect(status().isNotFound());
  }

  @Test
  void aLinkIsNotFollowedOutOfTheStudies() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Path link = storedFile("1.2.3.4.5");
    Files.createSymbolicLink(link, secret);
    try {
      ask(frame("1.2.3.4.5")).andExpect(status().isNotFound());
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void aDamagedFileIsNamedAsSuchWithoutSayingWhereItLies() throws Exception {
    Path damaged = storedFile("1.2.3.4.6");
    Files.write(damaged, new byte[] {1, 2, 3});
    try {
      ask(frame("1.2.3.4.6"))
          .andExpect(status().isUnprocessableContent())
          .andExpect(
              result ->
                  assertThat(result.getResponse().getContentAsString())
                      .isNotBlank()
                      .doesNotContain(properties.home().toString()));
      ask(series() + "/metadata").andExpect(status().isUnprocessableContent());
    } finally {
      Files.delete(damaged);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ct/LIDC-IDRI-0001", "ct/LIDC-IDRI-0063"})
  void aSliceOfARealCtIsServedWhateverItsCompression(String name) throws Exception {
    Path real = SharedData.folder(name).orElse(null);
    Assumptions.assumeTrue(real != null, "needs ../shared/data/" + name);
    try (Stream<Path> found = Files.list(real)) {
      Path file = found.filter(path -> path.toString().endsWith(".dcm")).sorted().toList().get(60);
      DicomInstance slice = seeded.store(List.of(file));
      byte[] pixels =
          onlyPart(
              ask("/dicom-web/studies/%s/series/%s/instances/%s/frames/1"
                      .formatted(
                          slice.studyInstanceUid(),
                          slice.seriesInstanceUid(),
                          slice.sopInstanceUid()))
                  .andExpect(status().isOk()));
      ByteBuffer stored = ByteBuffer.wrap(pixels).order(ByteOrder.LITTLE_ENDIAN);
      short[] hu = new PixelDecoder().hu(file);
      assertThat(pixels).hasSize(512 * 512 * 2);
      for (int i = 0; i < hu.length; i += 97) {
        assertThat(Math.max(stored.getShort(2 * i) - 1024, -1024)).isEqualTo(hu[i]);
      }
    }
  }

  private ResultActions ask(String path) throws Exception {
    return mvc.perform(get(path).with(TestUsers.radiologist()));
  }

  private String series() {
    return "/dicom-web/studies/%s/series/%s"
        .formatted(instance.studyInstanceUid(), instance.seriesInstanceUid());
  }

  private String frame(String sop) {
    return series() + "/instances/" + sop + "/frames/1";
  }

  private Path storedFile(String sop) {
    return properties
        .studies()
        .resolve(instance.studyInstanceUid())
        .resolve(instance.seriesInstanceUid())
        .resolve(sop + ".dcm");
  }

  private static byte[] onlyPart(ResultActions answer) throws Exception {
    MockHttpServletResponse response = answer.andReturn().getResponse();
    String type = response.getHeader("Content-Type");
    assertThat(type).startsWith("multipart/related; type=\"application/octet-stream\"");
    String boundary = type.replaceAll(".*boundary=", "");
    byte[] body = response.getContentAsByteArray();
    String head = "--" + boundary + "\r\nContent-Type: application/octet-stream\r\n\r\n";
    String tail = "\r\n--" + boundary + "--\r\n";
    String text = new String(body, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith(head).endsWith(tail);
    return text.substring(head.length(), text.length() - tail.length())
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
