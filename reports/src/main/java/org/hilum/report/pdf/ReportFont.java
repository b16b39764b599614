package org.hilum.report.pdf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeCollection;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The TrueType font that reports are printed in: it must know Chinese and every sign that the
 * report's own texts use. Thread-safe.
 */
public final class ReportFont {

  /** Names a font file when it is not one of those that are looked for. */
  public static final String VARIABLE = "HILUM_FONT";

  private static final List<Path> USUAL_PLACES =
      List.of(
          Path.of("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
          Path.of("/usr/share/fonts/wqy-microhei/wqy-microhei.ttc"),
          Path.of("/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc"),
          Path.of("/usr/share/fonts/wqy-microhei-fonts/wqy-microhei.ttc"));

  /** A sample of what a report must be able to say. */
  private static final String NEEDED = "结节左肺恶性概率≥≤×Ω²³µ–…·“”。［］Aa09〓";

  private final Path file;
  private final byte[] bytes;

  private ReportFont(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * The font that {@code HILUM_FONT} names, or else WenQuanYi Micro Hei where a Linux system keeps
   * it.
   *
   * @throws MissingFontException if there is none, or it lacks characters; the message says what to
   *     do
   * @throws IOException if it cannot be read
   */
  public static ReportFont installed() throws IOException {
    return installed(System.getenv(VARIABLE));
  }

  static ReportFont installed(@Nullable String named) throws IOException {
    if (named != null && !named.isBlank()) {
      return read(Path.of(named));
    }
    for (Path place : USUAL_PLACES) {
      if (Files.isRegularFile(place)) {
        return read(place);
      }
    }
    throw new MissingFontException(
        "no font to print Chinese with: install fonts-wqy-microhei (Debian), or set %s to a TrueType file (.ttf, .ttc)"
            .formatted(VARIABLE));
  }

  /**
   * Reads one font file, a single TrueType font or a collection.
   *
   * @throws MissingFontException if it is no TrueType font or lacks characters
   * @throws IOException if it cannot be read
   */
  public static ReportFont read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MissingFontException(
          "there is no font file %s; set %s to a TrueType file (.ttf, .ttc) with Chinese"
              .formatted(file, VARIABLE));
    }
    ReportFont font = new ReportFont(file, Files.readAllBytes(file));
    TrueTypeFont parsed;
    try {
      parsed = font.parse();
    } catch (IOException e) {
      throw new MissingFontException(
          "%s is no TrueType font that can be embedded (%s); set %s to another"
              .formatted(file, e.getMessage(), VARIABLE));
    }
    try (parsed) {
      CmapLookup glyphs = parsed.getUnicodeCmapLookup();
      int[] lacking =
          NEEDED.codePoints().filter(character -> glyphs.getGlyphId(character) == 0).toArray();
      if (lacking.length > 0) {
        throw new MissingFontException(
            "the font %s lacks %s, which reports need; set %s to another"
                .formatted(file, new String(lacking, 0, lacking.length), VARIABLE));
      }
    }
    return font;
  }

  /** A fresh copy for one document; the caller closes it. */
  TrueTypeFont parse() throws IOException {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".ttc")) {
      return new TTFParser().parse(new RandomAccessReadBuffer(bytes));
    }
    TrueTypeCollection collection = new TrueTypeCollection(new ByteArrayInputStream(bytes));
    Proportional proportional = new Proportional();
    collection.processAllFonts(proportional);
    if (proportional.found == null) {
      throw new IOException("no proportional face in it");
    }
    return proportional.found;
  }

  /** Keeps the first face that is not of fixed width. */
  private static final class Proportional implements TrueTypeCollection.TrueTypeFontProcessor {

    private @Nullable TrueTypeFont found;

    @Override
    public void process(TrueTypeFont face) throws IOException {
      if (found == null && !face.getName().contains("Mono")) {
        found = face;
      }
    }
  }
}
