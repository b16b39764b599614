package org.hilum.report.pdf;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PDFontSupplier;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.xml.transform.TransformerException;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.xmpbox.XMPMetadata;
import org.apache.xmpbox.schema.XMPBasicSchema;
import org.apache.xmpbox.xml.DomXmpParser;
import org.apache.xmpbox.xml.XmpParsingException;
import org.apache.xmpbox.xml.XmpSerializer;
import org.hilum.report.Messages;
import org.hilum.report.Report;
import org.hilum.report.Section;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * Prints a report as PDF/A-2a (ISO 19005-2): tagged, its font embedded, the banner and the page's
 * number on every page. The same report, images and time make the same bytes. Thread-safe.
 */
public final class ReportPdfRenderer {

  private static final String FONT_FAMILY = "Report";
  private static final int REGULAR_WEIGHT = 400;

  /** The colour space that the document's colours are meant in. */
  private static final byte[] SRGB = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

  static {
    // Its notes on every style sheet and font go to stderr, past the logging that Hilum sets up.
    XRLog.setLoggingEnabled(false);
  }

  private final ReportFont font;
  private final TemplateEngine engine;

  public ReportPdfRenderer(ReportFont font) {
    this.font = font;
    ClassLoaderTemplateResolver resolver =
        new ClassLoaderTemplateResolver(ReportPdfRenderer.class.getClassLoader());
    resolver.setPrefix("org/hilum/report/pdf/");
    resolver.setSuffix(".html");
    resolver.setTemplateMode(TemplateMode.XML);
    resolver.setCharacterEncoding("UTF-8");
    engine = new TemplateEngine();
    engine.setTemplateResolver(resolver);
  }

  /**
   * Prints one report.
   *
   * @param keyImages shown after the text, in their order
   * @param createdAt the document's date
   * @throws IOException if it cannot be made
   */
  public byte[] render(Report report, List<KeyImage> keyImages, Instant createdAt)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TrueTypeFont face = font.parse();
        PDDocument document = new PDDocument()) {
      String page = page(report, keyImages, new PrintableText(face.getUnicodeCmapLookup()));
      PdfRendererBuilder builder =
          new PdfRendererBuilder()
              .usePDDocument(document)
              .useFont(
                  new PDFontSupplier(PDType0Font.load(document, face, true)),
                  FONT_FAMILY,
                  REGULAR_WEIGHT,
                  FontStyle.NORMAL,
                  true)
              .usePdfAConformance(PdfAConformance.PDFA_2_A)
              .usePdfUaAccessibility(true)
              .useColorProfile(SRGB)
              .withProducer("Hilum")
              .withHtmlContent(page, null);
      for (ExternalResourceControlPriority when : ExternalResourceControlPriority.values()) {
        builder.useExternalResourceAccessControl(
            (address, kind) -> address.startsWith("data:image/png;"), when);
      }
      try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
        renderer.createPDFKeepOpen();
        date(document, createdAt);
        document.setDocumentId(createdAt.toEpochMilli());
        document.save(out);
      }
    }
    return out.toByteArray();
  }

  private String page(Report report, List<KeyImage> keyImages, PrintableText printable) {
    Messages messages = Messages.in(report.language());
    Report printed =
        new Report(
            report.language(),
            printable.of(report.title()),
            printable.of(report.banner()),
            report.header().stream()
                .map(f -> new Report.Field(printable.of(f.label()), printable.of(f.value())))
                .toList(),
            report.sections().stream()
                .map(
                    section ->
                        new Section(
                            section.kind(),
                            printable.of(section.title()),
                            section.paragraphs().stream().map(printable::of).toList()))
                .toList());
    String[] pageNumber = messages.text("pdf.page", PAGE_PLACES).split("\u0000", -1);
    return engine.process(
        "report",
        new Context(
            Locale.ROOT,
            Map.of(
                "report",
                printed,
                "missingCharacters",
                printable.characterWasMissing() ? messages.text("pdf.missingCharacters") : "",
                "keyImagesTitle",
                messages.text("keyImages.title"),
                "keyImages",
                keyImages.stream()
                    .map(image -> new Picture(image.address(), image.caption(messages)))
                    .toList(),
                "beforePage",
                pageNumber[0],
                "beforePages",
                pageNumber[1],
                "afterPages",
                pageNumber[2])));
  }

  /** The style sheet counts the pages; the text is cut where the numbers go. */
  private static final Map<String, String> PAGE_PLACES =
      Map.of("page", "\u0000", "pages", "\u0000");

  private record Picture(String address, String caption) {}

  /** Dates the document by the report and not by the clock, in both places that PDF/A compares. */
  private static void date(PDDocument document, Instant createdAt) throws IOException {
    GregorianCalendar date =
        GregorianCalendar.from(ZonedDateTime.ofInstant(createdAt, ZoneOffset.UTC));
    document.getDocumentInformation().setCreationDate(date);
    document.getDocumentInformation().setModificationDate(date);
    PDMetadata metadata = document.getDocumentCatalog().getMetadata();
    try {
      XMPMetadata xmp = new DomXmpParser().parse(metadata.createInputStream());
      XMPBasicSchema basic = Objects.requireNonNull(xmp.getXMPBasicSchema());
      basic.setCreateDate(date);
      basic.setModifyDate(date);
      ByteArrayOutputStream serialized = new ByteArrayOutputStream();
      new XmpSerializer().serialize(xmp, serialized, true);
      metadata.importXMPMetadata(serialized.toByteArray());
    } catch (XmpParsingException | TransformerException e) {
      throw new IOException("the document's metadata cannot be dated", e);
    }
  }
}
