package org.hilum.report.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.hilum.report.Inputs;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.ReportDrafter;
import org.hilum.report.Section;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checked by veraPDF, the validator of the PDF Association, and read back by PDFBox. */
class ReportPdfRendererTest {

  private static final Instant CREATED = Instant.parse("2026-03-01T08:30:00Z");

  private static ReportPdfRenderer renderer;

  private final ReportDrafter drafter = new ReportDrafter();

  @BeforeAll
  static void findFont() throws IOException {
    VeraGreenfieldFoundryProvider.initialise();
    renderer = new ReportPdfRenderer(ReportFont.installed());
  }

  static Stream<Arguments> reports() {
    return Stream.of(Language.values())
        .flatMap(
            language -> Stream.of(0, 1, 10, 60).map(nodules -> Arguments.of(language, nodules)));
  }

  @ParameterizedTest(name = "{0}, {1} nodules")
  @MethodSource("reports")
  void isPdfA2aWithTheBannerAndItsNumberOnEveryPage(Language language, int nodules)
      throws Exception {
    Report report = drafter.draft(Inputs.input(nodules), language);
    byte[] pdf = renderer.render(report, keyImages(Math.min(nodules, 10)), CREATED);

    keep(pdf, language.tag() + "-" + nodules + ".pdf");
    assertThat(violations(pdf)).isEmpty();
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo(language.tag());
      assertThat(document.getDocumentInformation().getTitle()).isEqualTo(report.title());
      int pages = document.getNumberOfPages();
      for (int page = 1; page <= pages; page++) {
        String text = text(document, page);
        assertThat(squeezed(text))
            .contains(squeezed(report.banner()))
            .contains(
                squeezed(
                    language == Language.EN
                        ? "Page %d of %d".formatted(page, pages)
                        : "第%d页，共%d页".formatted(page, pages)));
      }
      String all = squeezed(text(document, 0));
      for (Section section : report.sections()) {
        for (String paragraph : section.paragraphs()) {
          // A paragraph may go on over a page's end, so its start is looked for.
          String start = squeezed(paragraph);
          assertThat(all).contains(start.substring(0, Math.min(12, start.length())));
        }
      }
      assertThat(pictures(document)).isEqualTo(Math.min(nodules, 10));
    }
  }

  @Test
  void embedsItsFontAndPrintsChineseAndSigns() throws Exception {
    String signs = "≥6 mm ≤8 mm Ω m² 113 mm³ 5 µm × – … 直径≥6毫米，恶性概率";
    byte[] pdf = renderer.render(withParagraph(signs), List.of(), CREATED);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(squeezed(text(document, 0))).contains(squeezed(signs));
      for (PDPage page : document.getPages()) {
        for (COSName name : page.getResources().getFontNames()) {
          PDFont font = page.getResources().getFont(name);
          assertThat(font.isEmbedded()).as(font.getName()).isTrue();
          assertThat(font.getName()).matches("[A-Z]{6}\\+WenQuanYiMicroHei");
        }
      }
    }
    assertThat(violations(pdf)).isEmpty();
  }

  @Test
  void showsAMarkAndSaysSoWhereTheFontLacksACharacter() throws Exception {
    byte[] pdf = renderer.render(withParagraph("name: 𓀀\u0001\u202E\uFFFE."), List.of(), CREATED);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(text(document, 0)).contains("name: 〓", "〓 stands for a character");
    }
    assertThat(violations(pdf)).isEmpty();
    byte[] plain = renderer.render(withParagraph("name: A"), List.of(), CREATED);
    try (PDDocument document = Loader.loadPDF(plain)) {
      assertThat(text(document, 0)).doesNotContain("〓");
    }
  }

  @Test
  void keepsMarkupAsTextAndLoadsNothing() throws Exception {
    String attack =
        "<script>alert(1)</script><img src='file:///etc/passwd'/>&#x41;]]><!--\n<b>second line</b>";
    byte[] pdf = renderer.render(withParagraph(attack), List.of(), CREATED);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(squeezed(text(document, 0))).contains(squeezed(attack));
      assertThat(pictures(document)).isZero();
    }
    assertThat(violations(pdf)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void isTheSameFileWheneverItIsPrinted(Language language) throws Exception {
    Report report = drafter.draft(Inputs.input(3), language);
    byte[] first = renderer.render(report, keyImages(1), CREATED);
    Thread.sleep(1100); // the clock of a PDF counts seconds
    assertThat(renderer.render(report, keyImages(1), CREATED)).isEqualTo(first);
    assertThat(renderer.render(report, keyImages(1), CREATED.plusSeconds(60))).isNotEqualTo(first);
  }

  @Test
  void isValidatedByAToolThatFindsFaults() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument plain = new PDDocument()) {
      plain.addPage(new PDPage());
      plain.save(out);
    }
    assertThat(violations(out.toByteArray())).isNotEmpty();
  }

  @Test
  void refusesAKeyImageThatIsNoPng() {
    assertThatThrownBy(() -> new KeyImage(3, 4, 52, "GIF89a, no PNG".getBytes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the key image of nodule 3 is no PNG file");
  }

  @Test
  void namesTheFontThatIsMissingOrLacksChinese(@TempDir Path folder) throws Exception {
    Path none = folder.resolve("none.ttf");
    assertThatThrownBy(() -> ReportFont.installed(none.toString()))
        .isInstanceOf(MissingFontException.class)
        .hasMessageContaining("there is no font file " + none)
        .hasMessageContaining("HILUM_FONT");
    Path broken = Files.writeString(folder.resolve("broken.ttf"), "no font at all");
    assertThatThrownBy(() -> ReportFont.installed(broken.toString()))
        .isInstanceOf(MissingFontException.class)
        .hasMessageContaining("broken.ttf is no TrueType font");
    Path latin = folder.resolve("latin.ttf");
    try (var in =
        PDFont.class.getResourceAsStream(
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
      Files.copy(in, latin);
    }
    assertThatThrownBy(() -> ReportFont.installed(latin.toString()))
        .isInstanceOf(MissingFontException.class)
        .hasMessageContaining("latin.ttf lacks 结节");
  }

  private Report withParagraph(String text) {
    Report report = drafter.draft(Inputs.input(0), Language.EN);
    Section first = report.sections().get(0);
    return new Report(
        report.language(),
        report.title(),
        report.banner(),
        report.header(),
        List.of(new Section(first.kind(), first.title(), List.of(text))));
  }

  private static List<KeyImage> keyImages(int count) throws IOException {
    List<KeyImage> images = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      BufferedImage picture = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = picture.createGraphics();
      pen.setColor(Color.GRAY);
      pen.fillOval(40, 60, 180, 140);
      pen.setColor(Color.YELLOW);
      pen.drawOval(60 + 10 * id, 100, 30, 30);
      pen.dispose();
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(picture, "png", png);
      images.add(new KeyImage(id, 4, 50 + id, png.toByteArray()));
    }
    return images;
  }

  private static List<String> violations(byte[] pdf) throws Exception {
    PDFAFlavour flavour = PDFAFlavour.PDFA_2_A;
    try (PDFAParser parser =
            Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      assertThat(result.getTotalAssertions()).isPositive();
      return result.getTestAssertions().stream()
          .filter(assertion -> assertion.getStatus() == TestAssertion.Status.FAILED)
          .map(assertion -> assertion.getRuleId().getClause() + ": " + assertion.getMessage())
          .distinct()
          .toList();
    }
  }

  /** For whoever wants to look at the pages. */
  private static void keep(byte[] pdf, String name) throws IOException {
    Files.write(Files.createDirectories(Path.of("target", "reports-pdf")).resolve(name), pdf);
  }

  private static int pictures(PDDocument document) {
    int count = 0;
    for (PDPage page : document.getPages()) {
      for (COSName name : page.getResources().getXObjectNames()) {
        count += page.getResources().isImageXObject(name) ? 1 : 0;
      }
    }
    return count;
  }

  /**
   * @param page 0 for all
   */
  private static String text(PDDocument document, int page) throws IOException {
    PDFTextStripper stripper = new PDFTextStripper();
    if (page > 0) {
      stripper.setStartPage(page);
      stripper.setEndPage(page);
    }
    return stripper.getText(document);
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }
}
