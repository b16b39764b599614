package org.hilum.validation.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.Detection;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {

  private static final String HEADER = "seriesuid,coordX,coordY,coordZ,probability\n";

  @TempDir Path folder;
  private final InputProblems problems = new InputProblems();

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("marks.csv"), text);
  }

  private List<Located<Detection>> detections(String text) throws IOException {
    return DetectionTable.read(file(text), problems);
  }

  private void assertProblem(long line, String words) {
    assertThat(problems.kept())
        .anySatisfy(
            problem -> {
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.toString()).contains("marks.csv:" + line + ": ").contains(words);
            });
  }

  @Test
  void commasTabsAndSemicolonsAndAMissingHeaderAreUnderstood() throws IOException {
    Detection expected = new Detection("1.2.3", new PatientPoint(-1.5, 2, 3e1), 0.25);
    String row = "1.2.3,-1.5,2,3e1,0.25\n";

    assertThat(detections(HEADER + row)).containsExactly(new Located<>(expected, 2));
    assertThat(detections((HEADER + row).replace(',', '\t')))
        .containsExactly(new Located<>(expected, 2));
    assertThat(detections((HEADER + row).replace(',', ';').replace("\n", "\r\n")))
        .containsExactly(new Located<>(expected, 2));
    assertThat(detections("\uFEFF" + HEADER + "\n" + row))
        .containsExactly(new Located<>(expected, 3));
    assertThat(detections(row)).containsExactly(new Located<>(expected, 1));
    assertThat(detections("probability,CoordZ,coord_y,X,SeriesInstanceUID\n0.25,30,2,-1.5,1.2.3\n"))
        .containsExactly(new Located<>(expected, 2));
    assertThat(problems.count()).isZero();
  }

  @Test
  void wholeNumbersNameTheSameSeriesHoweverTheyAreWritten() throws IOException {
    assertThat(detections(HEADER + "007,0,0,0,1\n7.0,1,0,0,1\n7,2,0,0,1\n0,3,0,0,1\n"))
        .extracting(located -> located.value().seriesInstanceUid())
        .containsExactly("7", "7", "7", "0");
  }

  @Test
  void aWrongRowIsNamedAndTheRestIsRead() throws IOException {
    List<Located<Detection>> read =
        detections(
            HEADER
                + "1.2.3,1,2,3,0.5\n"
                + "1.2.3,abc,2,3,0.5\n"
                + "1.2.3,1,2\n"
                + "1.2.3,1,5,2,3,0.5\n"
                + "1.2.3,NaN,2,3,0.5\n"
                + ",1,2,3,0.5\n"
                + "-56.2,1,2,3,0.5\n"
                + "1.2.3,1,2,99999,0.5\n"
                + "1.2.3,1,2,3,0.5\n"
                + "1.2.3,1,2,3,1e999\n"
                + "\"1.2.3,1,2,3,0.5\n"
                + "1.2.3,4,5,6,0.75\n");

    assertThat(read).extracting(Located::line).containsExactly(2L, 13L);
    assertProblem(3, "coordX 'abc' is not a number");
    assertProblem(4, "3 fields where the first line has 5");
    assertProblem(5, "decimal sign");
    assertProblem(6, "coordX is missing");
    assertProblem(7, "seriesuid is missing");
    assertProblem(8, "swapped columns");
    assertProblem(9, "outside any scanner");
    assertProblem(10, "the same mark as line 2");
    assertProblem(11, "out of range");
    assertProblem(12, "quotation mark");
    assertThat(problems.count()).isEqualTo(10);
  }

  @Test
  void aDecimalCommaInATableWithOtherSeparatorsIsReadAsAPointAndNamedOnce() throws IOException {
    List<Located<Detection>> read =
        detections(
            "seriesuid;coordX;coordY;coordZ;probability\n"
                + "1.2.3;-1,5;2;3;0,5\n1.2.3;7,25;2;3;0,25\n1.2.3;1,2,3;2;3;0,25\n");

    assertThat(read).extracting(d -> d.value().center().xMm()).containsExactly(-1.5, 7.25);
    assertThat(read).extracting(d -> d.value().score()).containsExactly(0.5, 0.25);
    assertProblem(2, "has a decimal comma; it is read as a point");
    assertProblem(4, "'1,2,3' is not a number");
    assertThat(problems.count()).isEqualTo(2);
  }

  @Test
  void aSeriesNamedAsPythonWritesBytesIsThatSeries() throws IOException {
    assertThat(detections(HEADER + "b'1.2.3',1,2,3,0.5\r\n"))
        .extracting(d -> d.value().seriesInstanceUid())
        .containsExactly("1.2.3");
  }

  @Test
  void scoresThatLookLikeMillimetresBesideACoordinateThatLooksLikeAProbabilityAreNamed()
      throws IOException {
    detections(HEADER + "1.2.3,0.1,2,3,-55\n1.2.3,0.4,2,3,-70\n1.2.3,0.9,2,3,40\n");

    assertProblem(2, "swapped columns");
  }

  @Test
  void aFileThatIsNoSuchTableIsRefusedInOneLine() throws IOException {
    assertThatThrownBy(() -> detections("seriesuid,coordX,coordY,probability\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("marks.csv:1: the header lacks coordZ");
    assertThatThrownBy(() -> detections("\n\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> detections("PK\0\0binary"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> detections("x".repeat(200_000))).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> DetectionTable.read(folder.resolve("none.csv"), problems))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void aFolderInPlaceOfATableIsNamedInWords() {
    assertThatThrownBy(() -> DetectionTable.read(folder, problems))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": cannot be read: it is a folder, not a file; give the file itself");
  }

  @Test
  void theBytesOfABinaryFileNeverReachTheTerminal() throws IOException {
    Path compressed = file("\u001f\u0008\u0001abc\n");
    assertThatThrownBy(() -> SeriesTable.read(compressed, problems))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("marks.csv:1: not a table of text lines");

    Path other = folder.resolve("other.csv");
    Files.write(other, ("\u00ff\u00feab\u00ff" + "c".repeat(500)).getBytes(ISO_8859_1));
    assertThatThrownBy(() -> AccessionTable.read(other, problems))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(it has: \uFFFDab\uFFFDccc")
        .hasMessageContaining("ccc…); name the columns")
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
  }

  @Test
  void controlCharactersOfAHostileFileNeverReachTheTerminal() throws IOException {
    detections(HEADER + "1.2.3,\u001b[2Jx,2,3,0.5\n");

    assertThat(problems.kept())
        .extracting(InputProblem::toString)
        .noneMatch(s -> s.contains("\u001b"));
  }

  @Test
  void annotationsKnowAMissingDiameterAndWarnOfSwappedOnes() throws IOException {
    Path file =
        file(
            "seriesuid,coordX,coordY,coordZ,diameter_mm,malignancy\n"
                + "1.2.3,1,2,3,8.5,4\n"
                + "1.2.3,4,2,3,,4\n"
                + "1.2.3,5,2,3,-1,4\n"
                + "1.2.3,6,2,3,-88.1,4\n"
                + "1.2.3,7,2,3,900,4\n"
                + "1.2.3,8,2,3,0,4\n"
                + "1.2.3,1,2,3,9,4\n"
                + "1.2.3,9,2,3,NaN,4\n"
                + "1.2.3,10,2,3,NA,4\n");

    List<Located<ReferenceFinding>> read = AnnotationTable.read(file, problems);

    assertThat(read)
        .extracting(located -> located.value().hasDiameter())
        .containsExactly(true, false, false, false, true, false, false);
    assertProblem(5, "negative");
    assertProblem(6, "no nodule's");
    assertProblem(7, "is 0");
    assertProblem(8, "the same place as line 2");
    assertProblem(9, "diameter_mm NaN is no number; taken as unknown");
    assertThat(problems.count()).as("R writes NA where there is no value").isEqualTo(5);
  }

  @Test
  void excludedFindingsMayRepeatAsInLuna16sOwnTable() throws IOException {
    Path file =
        file(
            "seriesuid,coordX,coordY,coordZ,diameter_mm\n"
                + "1.2.3,1,2,3,-1\n1.2.3,1,2,3,-1\n1.2.3,4,5,6,0\n");

    assertThat(AnnotationTable.readExcluded(file, problems)).hasSize(2);
    assertThat(problems.count()).isZero();
  }

  @Test
  void columnsMayBeNamedAsOtherSystemsNameThem() throws IOException {
    assertThat(
            detections(
                "pid,center_x,center_y,center_z,diameter,probability\n1.2.3.mhd,1,2,3,9,0.5\n"))
        .extracting(Located::value)
        .containsExactly(new Detection("1.2.3", new PatientPoint(1, 2, 3), 0.5));
  }

  @Test
  void seriesListsMayLackTheirHeader() throws IOException {
    assertThat(SeriesTable.read(file("1.2.3\n1.2.4\n1.2.3\n"), problems))
        .containsExactly("1.2.3", "1.2.4");
    assertProblem(3, "the same series as line 1");
    assertThat(SeriesTable.read(file("seriesuid\n1.2.3\n"), problems)).containsExactly("1.2.3");
  }

  @Test
  void writtenDetectionsReadBackAsTheyWere() throws IOException {
    List<Detection> written =
        List.of(new Detection("1.2.3", new PatientPoint(-1.25, 2, 3.5), 0.1234567890123));
    Path out = folder.resolve("marks.csv");
    DetectionTable.write(out, written);

    assertThat(DetectionTable.read(out, problems)).extracting(Located::value).isEqualTo(written);
  }
}
