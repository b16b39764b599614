package org.hilum.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("DICOM files")
class DicomFilesTest {

  private final DicomFiles files = new DicomFiles();

  @TempDir Path folder;

  @Nested
  @DisplayName("when a folder is scanned")
  class Scanning {

    @Test
    void yieldAllInstancesOfARealSeriesAndNameTheXmlFileAsNoDicom() {
      DicomScan scan = files.scan(TestData.series("LIDC-IDRI-0001"));

      assertThat(scan.instances()).hasSize(133);
      assertThat(scan.filesSeen()).isEqualTo(134);
      assertThat(scan.problems())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.kind()).isEqualTo(DicomFormatException.Kind.NOT_DICOM);
                assertThat(problem.file().getFileName()).hasToString("069.xml");
              });
      assertThat(scan.instances())
          .extracting(DicomInstance::seriesInstanceUid)
          .containsOnly("1.3.6.1.4.1.14519.5.2.1.6279.6001.179049373636438705059720603192");
      DicomInstance slice = scan.instances().get(0);
      assertThat(slice.patient().id()).isEqualTo("LIDC-IDRI-0001");
      assertThat(slice.patient().name()).isNull();
      assertThat(slice.image().type()).containsExactly("ORIGINAL", "PRIMARY", "AXIAL");
      assertThat(slice.image().pixelSpacing())
          .isEqualTo(new DicomInstance.PixelSpacing(0.703125, 0.703125));
      assertThat(slice.image().rescaleIntercept()).isEqualTo(-1024);
      assertThat(slice.image().contrastAgent()).isEqualTo("IV");
      assertThat(slice.image().convolutionKernel()).isEqualTo("STANDARD");
    }

    @Test
    void yieldCompressedInstancesOfARealSeries() {
      DicomScan scan = files.scan(TestData.series("LIDC-IDRI-0063"));

      assertThat(scan.instances())
          .hasSize(133)
          .extracting(DicomInstance::transferSyntaxUid)
          .containsOnly("1.2.840.10008.1.2.4.90");
    }

    @Test
    void listEveryBadFileAndStillYieldTheGoodOnes() throws Exception {
      List<Path> good = TestSeries.write(folder, 2);
      byte[] bytes = Files.readAllBytes(good.get(0));
      Files.write(folder.resolve("cut-in-pixels.dcm"), Arrays.copyOf(bytes, bytes.length - 10));
      Files.write(folder.resolve("cut-in-header.dcm"), Arrays.copyOf(bytes, 700));
      Files.write(folder.resolve("empty.dcm"), new byte[0]);
      Files.writeString(folder.resolve("notes.txt"), "no DICOM");
      Files.write(
          folder.resolve("DICOMDIR"),
          TestDicom.concat(TestDicom.preamble(), TestDicom.longElementHeader(0x00041220, "SQ", 0)));
      Files.createSymbolicLink(folder.resolve("loop"), folder);

      DicomScan scan = files.scan(folder);

      assertThat(scan.instances()).extracting(DicomInstance::file).isEqualTo(good);
      assertThat(scan.problems())
          .extracting(problem -> problem.file().getFileName().toString(), DicomScan.Problem::kind)
          .containsExactlyInAnyOrder(
              tuple("cut-in-pixels.dcm", DicomFormatException.Kind.TRUNCATED),
              tuple("cut-in-header.dcm", DicomFormatException.Kind.TRUNCATED),
              tuple("empty.dcm", DicomFormatException.Kind.NOT_DICOM),
              tuple("notes.txt", DicomFormatException.Kind.NOT_DICOM),
              tuple("DICOMDIR", DicomFormatException.Kind.UNSUPPORTED),
              tuple("loop", DicomFormatException.Kind.UNREADABLE));
      assertThat(scan.problems()).allSatisfy(p -> assertThat(p.message()).doesNotContain("\n"));
    }

    @Test
    void reportAFolderThatDoesNotExist() {
      DicomScan scan = files.scan(folder.resolve("absent"));

      assertThat(scan.instances()).isEmpty();
      assertThat(scan.problems())
          .singleElement()
          .extracting(DicomScan.Problem::message)
          .asString()
          .contains("does not exist");
    }
  }

  private Double age(String age, String birthDate) throws Exception {
    return age(age, birthDate, "NO");
  }

  private Double age(String age, String birthDate, String identityRemoved) throws Exception {
    Path file =
        Files.write(
            folder.resolve("age.dcm"),
            TestDicom.concat(
                TestDicom.preamble(),
                TestDicom.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.11"),
                TestDicom.element(0x00080018, "UI", "1.2.4\0"),
                TestDicom.element(0x00080020, "DA", "20250130"),
                TestDicom.element(0x00100030, "DA", birthDate),
                TestDicom.element(0x00101010, "AS", age),
                TestDicom.element(0x00120062, "CS", identityRemoved),
                TestDicom.element(0x0020000d, "UI", "1.2.5\0"),
                TestDicom.element(0x0020000e, "UI", "1.2.6\0")));
    return files.readHeader(file).patient().ageYears();
  }

  @Test
  void anAgeThatAnAnonymiserZeroedOrThatContradictsTheBirthDateIsNotBelieved() throws Exception {
    assertThat(age("000Y", "19600131")).isEqualTo(64);
    assertThat(age("000Y", "")).isNull();
    assertThat(age("000D", "19600131")).isEqualTo(64);
    assertThat(age("030Y", "19600131")).isEqualTo(64);
    assertThat(age("066Y", "19600131")).as("a nominal age").isEqualTo(66);
    assertThat(age("066Y", "19000101")).as("a dummy birth date").isEqualTo(66);
    assertThat(age("006M", "20240730")).isEqualTo(0.5);
    assertThat(age("000D", "20250130")).as("a newborn").isZero();
  }

  @Test
  void ofAPatientWhoseIdentityIsRemovedTheAgeIsBelievedRatherThanTheBirthDate() throws Exception {
    assertThat(age("066Y", "19700101", "YES ")).isEqualTo(66);
    assertThat(age("", "19600131", "YES ")).isEqualTo(64);
    assertThat(age("000Y", "19600131", "YES ")).isEqualTo(64);
  }

  @Nested
  @DisplayName("when one is read")
  class Reading {

    @Test
    void sayHowMuchOfCompressedPixelDataIsMissing() throws Exception {
      Path real = TestData.files("LIDC-IDRI-0063").get(0);
      byte[] bytes = Files.readAllBytes(real);
      Path cut = Files.write(folder.resolve("cut.dcm"), Arrays.copyOf(bytes, bytes.length - 1000));

      assertKind(() -> files.readHeader(cut), DicomFormatException.Kind.TRUNCATED)
          .hasMessageContaining("bytes of its pixel data are missing")
          .hasMessageContaining("copy or send it again");
    }

    @Test
    void noticeThatADeflatedFileIsCutShort() throws Exception {
      TestData.assumePrograms("dcmconv");
      Path deflated = folder.resolve("deflated.dcm");
      Path original = TestSeries.write(folder, 1).get(0);
      TestData.run("dcmconv", "+td", original.toString(), deflated.toString());
      assertThat(files.readHeader(deflated).sopInstanceUid())
          .isEqualTo(files.readHeader(original).sopInstanceUid());
      byte[] bytes = Files.readAllBytes(deflated);
      Files.write(deflated, Arrays.copyOf(bytes, bytes.length - 40));

      assertKind(() -> files.readHeader(deflated), DicomFormatException.Kind.TRUNCATED);
    }

    @Test
    void refuseSequencesNestedWithoutEnd() throws Exception {
      ByteArrayOutputStream nested = new ByteArrayOutputStream();
      nested.write(TestDicom.preamble());
      for (int i = 0; i < 200_000; i++) {
        nested.write(TestDicom.sequenceOfUndefinedLength(0x0040a730));
        nested.write(TestDicom.itemOfUndefinedLength());
      }
      Path file = Files.write(folder.resolve("nested.dcm"), nested.toByteArray());

      assertKind(() -> files.readHeader(file), DicomFormatException.Kind.NESTED_TOO_DEEP)
          .hasMessageContaining("nested");
    }

    @Test
    void refuseAValueThatClaimsMoreThanTheFileHolds() throws Exception {
      Path file =
          Files.write(
              folder.resolve("claim.dcm"),
              TestDicom.concat(
                  TestDicom.preamble(),
                  TestDicom.element(0x00080018, "UI", "1.2.3\0"),
                  TestDicom.longElementHeader(0x00091001, "OB", 0x7ffffff0),
                  new byte[100]));

      assertKind(() -> files.readHeader(file), DicomFormatException.Kind.TRUNCATED);
    }

    private Path deflated(byte[]... dataset) throws Exception {
      Path file = folder.resolve("bomb.dcm");
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(TestDicom.preamble("1.2.840.10008.1.2.1.99"));
        try (DeflaterOutputStream deflater =
            new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true))) {
          for (byte[] part : dataset) {
            deflater.write(part);
          }
        }
      }
      return file;
    }

    @Test
    void refuseFragmentsThatInflateWithoutEnd() throws Exception {
      byte[] fragments = TestDicom.longElementHeader(0x00091010, "OB", -1);
      byte[][] many = new byte[201][];
      many[0] = fragments;
      Arrays.fill(many, 1, 201, TestDicom.concat(item(1 << 20), new byte[1 << 20]));
      assertKind(() -> files.readHeader(deflated(many)), DicomFormatException.Kind.MALFORMED)
          .hasMessageContaining("bytes of values");

      byte[][] empty = new byte[301][];
      empty[0] = fragments;
      Arrays.fill(empty, 1, 301, concatenated(item(0), 10_000));
      assertKind(() -> files.readHeader(deflated(empty)), DicomFormatException.Kind.MALFORMED)
          .hasMessageContaining("elements");
    }

    @Test
    void refuseAFragmentThatIsLongerThanAnyHeader() throws Exception {
      byte[] start =
          TestDicom.concat(
              TestDicom.preamble(),
              TestDicom.longElementHeader(0x00091010, "OB", -1),
              item(1 << 30));
      Path file = Files.write(folder.resolve("long.dcm"), start);
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(1L << 30);
      }

      assertKind(() -> files.readHeader(file), DicomFormatException.Kind.MALFORMED)
          .hasMessageContaining("over 536870912 bytes long");
    }

    private byte[] item(int bytes) {
      byte[] header = TestDicom.itemOfUndefinedLength();
      ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(4, bytes);
      return header;
    }

    private byte[] concatenated(byte[] part, int times) {
      byte[][] parts = new byte[times][];
      Arrays.fill(parts, part);
      return TestDicom.concat(parts);
    }

    @Test
    void nameTheIdentifierThatIsMissing() throws Exception {
      Path file =
          Files.write(
              folder.resolve("anonymous.dcm"),
              TestDicom.concat(
                  TestDicom.preamble(),
                  TestDicom.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2\0"),
                  TestDicom.element(0x00080060, "CS", "CT")));

      assertKind(() -> files.readHeader(file), DicomFormatException.Kind.MISSING_ATTRIBUTE)
          .hasMessageContaining("it has no SOP Instance UID (0008,0018)");
    }

    @Test
    void refuseAnIdentifierThatIsAPath() throws Exception {
      Path file =
          Files.write(
              folder.resolve("path.dcm"), TestDicom.instance("../../etc/passwd", "", new byte[0]));

      assertKind(() -> files.readHeader(file), DicomFormatException.Kind.MALFORMED)
          .hasMessageContaining("SOP Instance UID (0008,0018) is \"../../etc/passwd\"");
    }

    @Test
    void takeTheAgeFromTheBirthDateWhereNoAgeIsGiven() throws Exception {
      Path file =
          Files.write(
              folder.resolve("age.dcm"),
              TestDicom.concat(
                  TestDicom.preamble(),
                  TestDicom.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.11"),
                  TestDicom.element(0x00080018, "UI", "1.2.4\0"),
                  TestDicom.element(0x00080020, "DA", "20250130"),
                  TestDicom.element(0x00100030, "DA", "19600131"),
                  TestDicom.element(0x0020000d, "UI", "1.2.5\0"),
                  TestDicom.element(0x0020000e, "UI", "1.2.6\0")));

      assertThat(files.readHeader(file).patient().ageYears()).isEqualTo(64);
      assertThat(HeaderMapper.ageYears("006M")).isEqualTo(0.5);
      assertThat(HeaderMapper.ageYears("old")).isNull();
    }
  }

  @Nested
  @DisplayName("in their character sets")
  class CharacterSetsOfFiles {

    @Test
    void areReadInTheDeclaredSet() throws Exception {
      assertHistory("ISO_IR 192", "否认吸烟".getBytes(StandardCharsets.UTF_8), "否认吸烟");
      assertHistory("GB18030", "否认吸烟㐀".getBytes(Charset.forName("GB18030")), "否认吸烟㐀");
      assertHistory("GBK", "朱镕基".getBytes(Charset.forName("GBK")), "朱镕基");
      assertHistory(
          "ISO_IR 100", "früher Raucher".getBytes(StandardCharsets.ISO_8859_1), "früher Raucher");
    }

    @Test
    void areReadWithCodeExtensions() throws Exception {
      byte[] chinese =
          TestDicom.concat(
              "CT: \u001b$)A".getBytes(StandardCharsets.US_ASCII),
              "吸烟".getBytes(Charset.forName("GB2312")));
      assertHistory("\\ISO 2022 IR 58", chinese, "CT: 吸烟");
      assertHistory("ISO 2022 IR 58", chinese, "CT: 吸烟");
      assertHistory("ISO 2022 IR 100", "Müller".getBytes(StandardCharsets.ISO_8859_1), "Müller");
    }

    @Test
    void areGuessedFromTheBytesWhereNoneIsDeclaredOrItIsUnknown() throws Exception {
      for (String none : new String[] {"", "ISO_IR 6", "UNICODE"}) {
        assertHistory(none, "smoker".getBytes(StandardCharsets.US_ASCII), "smoker");
        assertHistory(none, "吸烟".getBytes(StandardCharsets.UTF_8), "吸烟");
        assertHistory(none, "吸烟".getBytes(Charset.forName("GB18030")), "吸烟");
        assertHistory(none, "Müller".getBytes(StandardCharsets.ISO_8859_1), "Müller");
        assertHistory(none, "José".getBytes(StandardCharsets.ISO_8859_1), "José");
      }
    }

    private void assertHistory(String characterSet, byte[] text, String expected) throws Exception {
      Path file =
          Files.write(
              folder.resolve("history.dcm"), TestDicom.instance("1.2.3.4", characterSet, text));

      assertThat(files.history(file).texts())
          .as("text in %s", characterSet)
          .containsExactly(
              new PatientHistory.Entry("AdditionalPatientHistory (0010,21B0)", expected));
    }

    @Test
    void giveTheMeaningsOfHistoryCodes() throws Exception {
      byte[] code = TestDicom.element(0x00080104, "LO", "Pulmonary nodule");
      Path file =
          Files.write(
              folder.resolve("codes.dcm"),
              TestDicom.concat(
                  TestDicom.instance("1.2.3.4", "", new byte[0]),
                  TestDicom.sequence(0x0040100a, code)));

      assertThat(files.history(file).texts())
          .containsExactly(
              new PatientHistory.Entry(
                  "ReasonForRequestedProcedureCodeSequence (0040,100A)", "Pulmonary nodule"));
    }
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertKind(
      ThrowableAssert.ThrowingCallable reading, DicomFormatException.Kind kind) {
    return assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            DicomFormatException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
