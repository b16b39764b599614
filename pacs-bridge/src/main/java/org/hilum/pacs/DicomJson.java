package org.hilum.pacs;

import java.nio.file.Path;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Values;

/**
 * Writes the DICOM JSON model (PS3.18 annex F): every standard attribute but bulk data and
 * overlays. Private attributes are left out, as their meaning is the vendor's and they may name the
 * patient. Thread-safe.
 */
public final class DicomJson {

  /** Numbers beyond it are written as strings: JavaScript would round them. */
  private static final long MAX_EXACT_INTEGER = 1L << 53;

  /**
   * The metadata of one instance as a JSON object, with the encoding of the pixels described as
   * {@link PixelDecoder#frame} hands them out, whatever the file's own transfer syntax is. A
   * WADO-RS metadata answer is an array of these.
   *
   * @throws DicomFormatException if the file is not a DICOM instance
   */
  public String metadata(Path file) throws DicomFormatException {
    DicomReader.Header header = DicomReader.readHeader(file);
    // Nobody is served what could not be identified.
    HeaderMapper.map(header);
    Attributes dataset = header.dataset();
    describeUncompressedFrame(dataset);
    StringBuilder json = new StringBuilder(8192);
    try {
      writeDataset(json, dataset);
    } catch (RuntimeException e) {
      throw DicomReader.malformed(file, "its header cannot be read (%s)".formatted(e), e);
    }
    return json.toString();
  }

  private static void describeUncompressedFrame(Attributes dataset) {
    Integer bitsStored = Values.integer(dataset, Tag.BitsStored);
    if (bitsStored != null) {
      dataset.setInt(Tag.HighBit, VR.US, bitsStored - 1);
    }
    // The JSON itself is UTF-8, and its reader must not decode it again.
    dataset.setString(Tag.SpecificCharacterSet, VR.CS, "ISO_IR 192");
  }

  private static void writeDataset(StringBuilder json, Attributes dataset) {
    json.append('{');
    boolean first = true;
    for (int tag : dataset.tags()) {
      VR.Holder holder = new VR.Holder();
      Object value = dataset.getValue(tag, holder);
      if (isLeftOut(tag, holder.vr, value)) {
        continue;
      }
      if (!first) {
        json.append(',');
      }
      first = false;
      json.append("\"%08X\":{\"vr\":\"%s\"".formatted(tag, holder.vr));
      writeValues(json, dataset, tag, holder.vr, value);
      json.append('}');
    }
    json.append('}');
  }

  private static boolean isLeftOut(int tag, VR vr, Object value) {
    int group = tag >>> 16;
    boolean isPrivate = (group & 1) != 0;
    boolean isOverlayOrCurve = (group & 0xff00) == 0x6000 || (group & 0xff00) == 0x5000;
    boolean isGroupLength = (tag & 0xffff) == 0;
    boolean isBulk = vr.isInlineBinary() || (vr == VR.SQ && !isItemsOrEmpty(value));
    return isPrivate || isOverlayOrCurve || isGroupLength || isBulk || group < 8;
  }

  private static boolean isItemsOrEmpty(Object value) {
    return value instanceof Sequence || !(value instanceof List<?>);
  }

  private static void writeValues(
      StringBuilder json, Attributes dataset, int tag, VR vr, Object value) {
    if (value instanceof Sequence items) {
      json.append(",\"Value\":[");
      for (int i = 0; i < items.size(); i++) {
        json.append(i == 0 ? "" : ",");
        writeDataset(json, items.get(i));
      }
      json.append(']');
      return;
    }
    if (vr == VR.SQ || !dataset.containsValue(tag)) {
      return;
    }
    switch (vr) {
      case US, SS, UL, SL -> writeIntegers(json, dataset, tag, vr);
      case FL, FD -> writeFloats(json, dataset, tag);
      case AT -> writeTags(json, dataset.getInts(tag));
      default -> writeStrings(json, dataset.getStrings(tag), vr);
    }
  }

  private static void writeIntegers(StringBuilder json, Attributes dataset, int tag, VR vr) {
    int[] values = dataset.getInts(tag);
    json.append(",\"Value\":[");
    for (int i = 0; i < values.length; i++) {
      json.append(i == 0 ? "" : ",");
      json.append(vr == VR.UL ? values[i] & 0xffffffffL : values[i]);
    }
    json.append(']');
  }

  private static void writeFloats(StringBuilder json, Attributes dataset, int tag) {
    double[] values = dataset.getDoubles(tag);
    json.append(",\"Value\":[");
    for (int i = 0; i < values.length; i++) {
      json.append(i == 0 ? "" : ",");
      if (Double.isFinite(values[i])) {
        json.append(values[i]);
      } else {
        quote(json, String.valueOf(values[i]));
      }
    }
    json.append(']');
  }

  private static void writeTags(StringBuilder json, int[] tags) {
    json.append(",\"Value\":[");
    for (int i = 0; i < tags.length; i++) {
      json.append("%s\"%08X\"".formatted(i == 0 ? "" : ",", tags[i]));
    }
    json.append(']');
  }

  private static void writeStrings(StringBuilder json, String[] values, VR vr) {
    json.append(",\"Value\":[");
    for (int i = 0; i < values.length; i++) {
      json.append(i == 0 ? "" : ",");
      String value = values[i] == null ? "" : values[i].replace("\0", "");
      if (value.isBlank()) {
        json.append("null");
      } else if (vr == VR.PN) {
        writePersonName(json, value);
      } else if (vr == VR.DS || vr == VR.IS) {
        writeNumber(json, value.strip());
      } else {
        quote(json, value);
      }
    }
    json.append(']');
  }

  private static void writePersonName(StringBuilder json, String name) {
    String[] groups = name.split("=", 4);
    String[] keys = {"Alphabetic", "Ideographic", "Phonetic"};
    json.append('{');
    boolean first = true;
    for (int i = 0; i < Math.min(groups.length, keys.length); i++) {
      if (!groups[i].isBlank()) {
        json.append(first ? "" : ",").append('"').append(keys[i]).append("\":");
        quote(json, groups[i]);
        first = false;
      }
    }
    json.append('}');
  }

  /**
   * A number where it is one, and as sent where it is not: what a device sends is not ours to lose.
   */
  private static void writeNumber(StringBuilder json, String text) {
    try {
      double number = Double.parseDouble(text);
      boolean plain = text.matches("[-+0-9.eE]+") && Double.isFinite(number);
      if (plain && Math.abs(number) < MAX_EXACT_INTEGER) {
        if (number == Math.rint(number)) {
          json.append((long) number);
        } else {
          json.append(number);
        }
        return;
      }
    } catch (NumberFormatException e) {
      // Fall through to the text.
    }
    quote(json, text);
  }

  /** RFC 8259; lone surrogates and the separators that older JavaScript trips over are escaped. */
  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          boolean pair =
              Character.isHighSurrogate(c)
                  && i + 1 < text.length()
                  && Character.isLowSurrogate(text.charAt(i + 1));
          if (pair) {
            json.append(c).append(text.charAt(++i));
          } else if (c < 0x20
              || c == 0x7f
              || c == 0x2028
              || c == 0x2029
              || Character.isSurrogate(c)) {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
