package org.hilum.pacs.toolkit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.SpecificCharacterSet;
import org.aoju.bus.image.galaxy.data.VR;

/**
 * Decides by which character set the texts of a data set are read.
 *
 * <p>A known Specific Character Set (0008,0005) is believed. Where it is absent, the default or
 * unknown, the bytes decide: valid UTF-8 is UTF-8; else text whose every character is ASCII or a
 * GB18030 character of two high bytes (the GB 2312 block) or with a lead byte below A1 (which Latin
 * alphabets do not use) is GB18030; else it is ISO 8859-1, which reads everything.
 */
public final class CharacterSets {

  private static final Set<String> STAND_ALONE = Set.of("ISO_IR 192", "GB18030", "GBK");
  private static final String UTF_8 = "ISO_IR 192";
  private static final String GB18030 = "GB18030";
  private static final String LATIN_1 = "ISO_IR 100";

  private CharacterSets() {}

  /** Makes the data set's Specific Character Set one by which the toolkit reads every text. */
  public static void settle(Attributes dataset) {
    String[] declared = dataset.getStrings(Tag.SpecificCharacterSet);
    String[] codes = declared == null ? new String[0] : usable(declared);
    if (codes.length == 0) {
      codes = new String[] {guess(dataset)};
    }
    if (!Arrays.equals(codes, declared)) {
      dataset.setString(Tag.SpecificCharacterSet, VR.CS, codes);
    }
  }

  /** The declared codes in a form that the toolkit decodes rightly, or none. */
  private static String[] usable(String[] declared) {
    List<String> codes = new ArrayList<>();
    for (String code : declared) {
      String trimmed = code == null ? "" : code.trim();
      if (STAND_ALONE.contains(trimmed)) {
        // These cannot be combined with others; files that try mean this one.
        return new String[] {trimmed};
      }
      boolean asciiOnly = trimmed.isEmpty() || trimmed.endsWith("IR 6");
      if (!asciiOnly && !isKnown(trimmed)) {
        return new String[0];
      }
      codes.add(asciiOnly ? "" : trimmed);
    }
    String[] result = codes.toArray(new String[0]);
    SpecificCharacterSet.trimISO2022(result);
    if (result.length == 1 && result[0].startsWith("ISO 2022")) {
      // Escape sequences are only looked for when there are several values.
      return new String[] {"", result[0]};
    }
    boolean allAscii = codes.stream().allMatch(String::isEmpty);
    return allAscii ? new String[0] : result;
  }

  private static boolean isKnown(String code) {
    try {
      SpecificCharacterSet.checkSpecificCharacterSet(code);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String guess(Attributes dataset) {
    List<byte[]> texts = new ArrayList<>();
    collectNonAscii(dataset, texts);
    if (texts.stream().allMatch(text -> decodes(text, StandardCharsets.UTF_8))) {
      return UTF_8;
    }
    if (texts.stream().allMatch(CharacterSets::isPlainGb18030)) {
      return GB18030;
    }
    return LATIN_1;
  }

  private static void collectNonAscii(Attributes dataset, List<byte[]> texts) {
    for (int tag : dataset.tags()) {
      VR.Holder vr = new VR.Holder();
      Object value = dataset.getValue(tag, vr);
      if (value instanceof Sequence items) {
        for (Attributes item : items) {
          collectNonAscii(item, texts);
        }
      } else if (value instanceof byte[] bytes
          && vr.vr.useSpecificCharacterSet()
          && !isAscii(bytes)) {
        texts.add(bytes);
      }
    }
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean decodes(byte[] text, Charset charset) {
    try {
      charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isPlainGb18030(byte[] text) {
    if (!decodes(text, Charset.forName(GB18030))) {
      return false;
    }
    int at = 0;
    while (at < text.length) {
      if (text[at] >= 0) {
        at++;
        continue;
      }
      int lead = text[at] & 0xff;
      int trail = text[at + 1] & 0xff;
      boolean fourBytes = trail >= 0x30 && trail <= 0x39;
      if (!fourBytes && lead >= 0xa1 && trail < 0xa1) {
        return false;
      }
      at += fourBytes ? 4 : 2;
    }
    return true;
  }
}
