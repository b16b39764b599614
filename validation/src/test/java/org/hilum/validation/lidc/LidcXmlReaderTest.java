package org.hilum.validation.lidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hilum.validation.InputException;
import org.hilum.validation.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LidcXmlReaderTest {

  private static final String HEADER =
      "<LidcReadMessage xmlns='http://www.nih.gov'><ResponseHeader>"
          + "<SeriesInstanceUid>1.2.3</SeriesInstanceUid></ResponseHeader>";

  @TempDir Path folder;
  private final LidcXmlReader reader = new LidcXmlReader();

  @ParameterizedTest
  @CsvSource({
    "ct/LIDC-IDRI-0001/069.xml, 13, 13",
    "ct/LIDC-IDRI-0063/197.xml, 22, 6",
    "ct/LIDC-IDRI-0004/074.xml, 13, 73",
    "ct/LIDC-IDRI-0005/076.xml, 24, 8",
    "ct/LIDC-IDRI-0008/082.xml, 13, 20"
  })
  void everyMarkOfARealReadingIsRead(String file, long nodules, long nonNodules) {
    LidcReadMessage message = reader.read(SharedData.at(file));

    assertThat(message.readings()).hasSize(4);
    List<LidcMark> marks = message.readings().stream().flatMap(r -> r.marks().stream()).toList();
    assertThat(marks).filteredOn(m -> m instanceof LidcMark.NonNodule).hasSize((int) nonNodules);
    assertThat(marks).filteredOn(m -> !(m instanceof LidcMark.NonNodule)).hasSize((int) nodules);
  }

  @Test
  void theFirstReaderOfARealReadingRatedAndOutlinedTheNodule() {
    LidcReadMessage message = reader.read(SharedData.at("ct/LIDC-IDRI-0001/069.xml"));

    LidcMark.Nodule nodule = (LidcMark.Nodule) message.readings().get(0).marks().get(0);
    assertThat(nodule.ratings()).isEqualTo(new LidcRatings(5, 1, 6, 3, 3, 3, 4, 5, 5));
    assertThat(nodule.outlines()).hasSize(8);
    LidcOutline first = nodule.outlines().get(0);
    assertThat(first.zMm()).isEqualTo(-125);
    assertThat(first.sopInstanceUid()).endsWith("110383487652933113465768208719");
    assertThat(first.edge().get(0)).isEqualTo(new LidcPixel(312, 355));
    assertThat(message.readings().get(0).marks().get(1))
        .isInstanceOfSatisfying(
            LidcMark.SmallNodule.class, small -> assertThat(small.zMm()).isEqualTo(-150));
  }

  @Test
  void aDocumentTypeIsRefusedBeforeAnyEntityIsRead() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "1.2.999");
    assertRefused(
        "<!DOCTYPE LidcReadMessage [<!ENTITY x SYSTEM '"
            + secret.toUri()
            + "'>]>"
            + HEADER.replace("1.2.3", "&x;")
            + "</LidcReadMessage>",
        "document type");
    assertRefused(
        "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
            + "<LidcReadMessage>&b;</LidcReadMessage>",
        "document type");
  }

  @Test
  void whatIsNoReadingIsRefusedWithFileAndLine() throws IOException {
    assertRefused("<IdriReadMessage/>", ":1: not a reading of a CT");
    assertRefused("not xml", "not well-formed");
    assertRefused(HEADER + "\n<readingSession>", ":2: not well-formed");
    assertRefused("<LidcReadMessage><ResponseHeader/></LidcReadMessage>", "no SeriesInstanceUid");
    assertRefused(
        HEADER.replace("1.2.3", "../../etc/passwd") + "</LidcReadMessage>", "not a DICOM UID");
    assertRefused("", "not well-formed");
  }

  @Test
  void aMarkWithoutAPlaceOrWithAnImpossibleOneIsRefused() throws IOException {
    assertRefused(nonNodule("<locus><xCoord>1</xCoord><yCoord>2</yCoord></locus>"), "neither");
    assertRefused(nonNodule("<imageZposition>-1</imageZposition>"), "no locus");
    assertRefused(
        nonNodule(
            "<imageZposition>-1</imageZposition>"
                + "<locus><xCoord>99999999</xCoord><yCoord>2</yCoord></locus>"),
        "xCoord is not a whole number from 0 to 4095");
    assertRefused(nonNodule("<imageZposition>NaN</imageZposition>"), "imageZposition");
  }

  private static String nonNodule(String content) {
    return HEADER
        + "<readingSession><nonNodule>"
        + content
        + "</nonNodule></readingSession></LidcReadMessage>";
  }

  private void assertRefused(String xml, String words) throws IOException {
    Path file = Files.writeString(folder.resolve("reading.xml"), xml);
    assertThatThrownBy(() -> reader.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("reading.xml")
        .hasMessageContaining(words);
  }
}
