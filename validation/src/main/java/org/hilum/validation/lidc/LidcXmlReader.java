package org.hilum.validation.lidc;

import static javax.xml.stream.XMLStreamConstants.DTD;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.ENTITY_REFERENCE;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.jspecify.annotations.Nullable;

/**
 * Reads the readers' XML of LIDC-IDRI ({@code LidcReadMessage}). The files come from the network,
 * so document types and entities are refused, and sizes are bounded.
 */
public final class LidcXmlReader {

  /** The largest real file is about 3 MB. */
  private static final long MAX_BYTES = 64L << 20;

  private static final int MAX_COORDINATE = 4095;
  private static final Pattern UID = Pattern.compile("[0-9.]{1,64}");

  private final XMLInputFactory factory;

  public LidcXmlReader() {
    // The JDK's own parser, whatever else is on the class path, so that the limits are known.
    factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
  }

  /**
   * @throws InputException naming the file and line if it is not such a file, is malformed, or
   *     declares a document type
   */
  public LidcReadMessage read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw problem(file, 0, "larger than any reading of LIDC's (64 MB); not read");
      }
      try (InputStream in = Files.newInputStream(file)) {
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        try {
          return new Parse(file, xml).message();
        } finally {
          xml.close();
        }
      }
    } catch (XMLStreamException e) {
      long line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
      throw new InputException(
          new InputProblem(file.toString(), line, "not well-formed XML; download the file again"),
          e);
    } catch (IOException e) {
      throw new InputException(
          new InputProblem(file.toString(), 0, "cannot be read: " + e.getMessage()), e);
    }
  }

  private static InputException problem(Path file, long line, String message) {
    return new InputException(new InputProblem(file.toString(), line, message));
  }

  /** One pass over one file. */
  private static final class Parse {
    private final Path file;
    private final XMLStreamReader xml;

    Parse(Path file, XMLStreamReader xml) {
      this.file = file;
      this.xml = xml;
    }

    LidcReadMessage message() throws XMLStreamException {
      if (!nextChild() || !xml.getLocalName().equals("LidcReadMessage")) {
        throw problem(
            "not a reading of a CT (its root is not LidcReadMessage); leave it out of the folder");
      }
      String series = null;
      List<LidcReading> readings = new ArrayList<>();
      while (nextChild()) {
        switch (xml.getLocalName()) {
          case "ResponseHeader" -> series = seriesOfHeader();
          case "readingSession" -> readings.add(reading());
          default -> skip();
        }
      }
      if (series == null) {
        throw problem("no SeriesInstanceUid in its header, so its CT cannot be found");
      }
      return new LidcReadMessage(series, readings);
    }

    private @Nullable String seriesOfHeader() throws XMLStreamException {
      String series = null;
      while (nextChild()) {
        if (xml.getLocalName().equals("SeriesInstanceUid")) {
          series = uid();
        } else {
          skip();
        }
      }
      return series;
    }

    private LidcReading reading() throws XMLStreamException {
      List<LidcMark> marks = new ArrayList<>();
      while (nextChild()) {
        switch (xml.getLocalName()) {
          case "unblindedReadNodule" -> marks.add(nodule());
          case "nonNodule" -> marks.add(nonNodule());
          default -> skip();
        }
      }
      return new LidcReading(marks);
    }

    private LidcMark nodule() throws XMLStreamException {
      String id = "";
      LidcRatings ratings = null;
      List<LidcOutline> outlines = new ArrayList<>();
      while (nextChild()) {
        switch (xml.getLocalName()) {
          case "noduleID" -> id = text();
          case "characteristics" -> ratings = ratings();
          case "roi" -> outlines.add(outline());
          default -> skip();
        }
      }
      if (outlines.isEmpty()) {
        throw problem("nodule '" + id + "' has no roi");
      }
      LidcOutline first = outlines.get(0);
      boolean onePixel = outlines.size() == 1 && first.edge().size() == 1;
      return onePixel
          ? new LidcMark.SmallNodule(id, first.sopInstanceUid(), first.zMm(), first.edge().get(0))
          : new LidcMark.Nodule(id, ratings, outlines);
    }

    private @Nullable LidcRatings ratings() throws XMLStreamException {
      Map<String, Integer> given = new HashMap<>();
      while (nextChild()) {
        given.put(xml.getLocalName(), integer(0, 6));
      }
      if (given.isEmpty()) {
        return null;
      }
      return new LidcRatings(
          given.getOrDefault("subtlety", 0),
          given.getOrDefault("internalStructure", 0),
          given.getOrDefault("calcification", 0),
          given.getOrDefault("sphericity", 0),
          given.getOrDefault("margin", 0),
          given.getOrDefault("lobulation", 0),
          given.getOrDefault("spiculation", 0),
          given.getOrDefault("texture", 0),
          given.getOrDefault("malignancy", 0));
    }

    private LidcOutline outline() throws XMLStreamException {
      String sop = null;
      double zMm = Double.NaN;
      boolean inclusion = true;
      List<LidcPixel> edge = new ArrayList<>();
      while (nextChild()) {
        switch (xml.getLocalName()) {
          case "imageZposition" -> zMm = millimetres();
          case "imageSOP_UID" -> sop = uid();
          case "inclusion" -> inclusion = !text().equalsIgnoreCase("false");
          case "edgeMap" -> edge.add(pixel());
          default -> skip();
        }
      }
      requirePlace(sop, zMm);
      if (edge.isEmpty()) {
        throw problem("a roi has no edgeMap");
      }
      return new LidcOutline(sop, zMm, inclusion, edge);
    }

    private LidcMark nonNodule() throws XMLStreamException {
      String id = "";
      String sop = null;
      double zMm = Double.NaN;
      LidcPixel pixel = null;
      while (nextChild()) {
        switch (xml.getLocalName()) {
          case "nonNoduleID" -> id = text();
          case "imageZposition" -> zMm = millimetres();
          case "imageSOP_UID" -> sop = uid();
          case "locus" -> pixel = pixel();
          default -> skip();
        }
      }
      requirePlace(sop, zMm);
      if (pixel == null) {
        throw problem("nonNodule '" + id + "' has no locus");
      }
      return new LidcMark.NonNodule(id, sop, zMm, pixel);
    }

    private void requirePlace(@Nullable String sop, double zMm) {
      if (sop == null && Double.isNaN(zMm)) {
        throw problem("a mark names neither its image (imageSOP_UID) nor its imageZposition");
      }
    }

    private LidcPixel pixel() throws XMLStreamException {
      int column = -1;
      int row = -1;
      while (nextChild()) {
        switch (xml.getLocalName()) {
          case "xCoord" -> column = integer(0, MAX_COORDINATE);
          case "yCoord" -> row = integer(0, MAX_COORDINATE);
          default -> skip();
        }
      }
      if (column < 0 || row < 0) {
        throw problem("a position lacks xCoord or yCoord");
      }
      return new LidcPixel(column, row);
    }

    /** Moves to the next child's start, or past the end of the element we are in. */
    private boolean nextChild() throws XMLStreamException {
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == START_ELEMENT) {
          return true;
        }
        if (event == END_ELEMENT) {
          return false;
        }
        if (event == DTD || event == ENTITY_REFERENCE) {
          throw problem("declares a document type or entity, which no LIDC file does; not read");
        }
      }
      return false;
    }

    private void skip() throws XMLStreamException {
      int depth = 1;
      while (depth > 0) {
        depth += nextChild() ? 1 : -1;
        if (!xml.hasNext()) {
          return;
        }
      }
    }

    private String text() throws XMLStreamException {
      return xml.getElementText().strip();
    }

    private @Nullable String uid() throws XMLStreamException {
      String uid = text();
      if (uid.isEmpty()) {
        return null;
      }
      if (!UID.matcher(uid).matches()) {
        throw problem("not a DICOM UID");
      }
      return uid;
    }

    private double millimetres() throws XMLStreamException {
      String text = text();
      try {
        double value = Double.parseDouble(text);
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Told below, as for infinite values.
      }
      throw problem("imageZposition is not a number of millimetres");
    }

    private int integer(int low, int high) throws XMLStreamException {
      String name = xml.getLocalName();
      String text = text();
      try {
        int value = Integer.parseInt(text);
        if (value >= low && value <= high) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Told below, as for values out of range.
      }
      throw problem("%s is not a whole number from %d to %d".formatted(name, low, high));
    }

    private InputException problem(String message) {
      return LidcXmlReader.problem(file, Math.max(0, xml.getLocation().getLineNumber()), message);
    }
  }
}
