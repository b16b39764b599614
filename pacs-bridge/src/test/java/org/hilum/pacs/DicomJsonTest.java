package org.hilum.pacs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("DICOM JSON metadata")
class DicomJsonTest {

  @TempDir Path folder;

  private Map<?, ?> metadata(Path file) throws Exception {
    return JsonMapper.shared().readValue(new DicomJson().metadata(file), Map.class);
  }

  @Test
  void holdEveryStandardAttributeOfARealCompressedImageButItsPixels() throws Exception {
    Map<?, ?> json = metadata(TestData.files("LIDC-IDRI-0005").get(0));

    assertThat(json.get("00080060")).isEqualTo(Map.of("vr", "CS", "Value", List.of("CT")));
    assertThat(json.get("00280030"))
        .isEqualTo(Map.of("vr", "DS", "Value", List.of(0.664062, 0.664062)));
    assertThat(json.get("00280010")).isEqualTo(Map.of("vr", "US", "Value", List.of(512)));
    assertThat(json.get("00280120")).isEqualTo(Map.of("vr", "US", "Value", List.of(63536)));
    assertThat(json.get("00200013")).isEqualTo(Map.of("vr", "IS", "Value", List.of(1)));
    assertThat(json.get("00100010")).isEqualTo(Map.of("vr", "PN"));
    assertThat(json.keySet().stream().map(Object::toString))
        .noneMatch(
            tag -> tag.startsWith("7FE0") || tag.startsWith("0002") || tag.startsWith("0013"))
        .isSorted();
  }

  @Test
  void splitNamesIntoTheirRepresentationsAndNestSequences() throws Exception {
    Map<?, ?> json = metadata(TestSeries.write(folder, 1).get(0));

    assertThat(json.get("00100010"))
        .isEqualTo(
            Map.of(
                "vr",
                "PN",
                "Value",
                List.of(Map.of("Alphabetic", "Wang^XiaoDong", "Ideographic", "王^小东"))));
    assertThat(json.get("00080005")).isEqualTo(Map.of("vr", "CS", "Value", List.of("ISO_IR 192")));
    Map<?, ?> requests = (Map<?, ?>) json.get("00400275");
    Map<?, ?> request = (Map<?, ?>) ((List<?>) requests.get("Value")).get(0);
    assertThat(request.get("00401002")).isEqualTo(Map.of("vr", "LO", "Value", List.of("发现肺结节")));
  }

  @Test
  void surviveTextsAndNumbersThatNobodyShouldSend() throws Exception {
    byte[] hostile = "\"}</script>\\ \n\t\u0001 \u2028".getBytes(StandardCharsets.UTF_8);
    Path file =
        Files.write(
            folder.resolve("hostile.dcm"),
            TestDicom.concat(
                TestDicom.instance("1.2.3", "ISO_IR 192", hostile),
                TestDicom.element(0x00200011, "IS", "12abc "),
                TestDicom.element(0x00280030, "DS", "1e999\\NaN ")));

    Map<?, ?> json = metadata(file);

    assertThat(json.get("001021B0"))
        .isEqualTo(Map.of("vr", "LT", "Value", List.of("\"}</script>\\ \n\t\u0001 \u2028")));
    assertThat(json.get("00200011")).isEqualTo(Map.of("vr", "IS", "Value", List.of("12abc")));
    assertThat(json.get("00280030"))
        .isEqualTo(Map.of("vr", "DS", "Value", List.of("1e999", "NaN")));
  }

  @Test
  void describeTheFrameAsItIsHandedOut() throws Exception {
    Path file = folder.resolve("overlay.dcm");
    Files.write(
        file, TestDicom.image(new TestDicom.Pixels(2, 2, 16, 12, 15, 0, "OW"), new byte[8], ""));

    Map<?, ?> json = metadata(file);

    assertThat(json.get("00280101")).isEqualTo(Map.of("vr", "US", "Value", List.of(12)));
    assertThat(json.get("00280102")).isEqualTo(Map.of("vr", "US", "Value", List.of(11)));
  }
}
