package org.hilum.report.pdf;

import org.apache.fontbox.ttf.CmapLookup;

/** Makes text fit for the page: what the font lacks is shown as 〓, never as an empty box. */
final class PrintableText {

  /** The printers' mark for a character that is not at hand. */
  private static final int MISSING = '〓';

  private final CmapLookup glyphs;
  private boolean characterWasMissing;

  PrintableText(CmapLookup glyphs) {
    this.glyphs = glyphs;
  }

  String of(String text) {
    return text.codePoints()
        .filter(character -> character == '\n' || !isSilent(character))
        .map(this::printable)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  boolean characterWasMissing() {
    return characterWasMissing;
  }

  /** Control and format characters: nothing of them is seen, and XML forbids some. */
  private static boolean isSilent(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.FORMAT -> true;
      default -> false;
    };
  }

  private int printable(int character) {
    if (character == '\n') {
      return character;
    }
    if (Character.isSpaceChar(character)) {
      return ' ';
    }
    if (glyphs.getGlyphId(character) != 0) {
      return character;
    }
    characterWasMissing = true;
    return MISSING;
  }
}
