package org.hilum.ingest.results;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.SeriesGeometry;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.LungPlace;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.results.Code;
import org.hilum.pacs.results.DicomObject;
import org.hilum.pacs.results.EncapsulatedPdf;
import org.hilum.pacs.results.KeyImage;
import org.hilum.pacs.results.MeasurementReport;
import org.hilum.pacs.results.NoduleResult;
import org.hilum.pacs.results.ResultDocument;
import org.hilum.pacs.results.ResultSource;
import org.hilum.pacs.results.Segmentation;
import org.hilum.pacs.results.TextReport;
import org.hilum.report.NoduleLooks;
import org.hilum.report.Report;
import org.hilum.report.Section;
import org.jspecify.annotations.Nullable;

/**
 * The DICOM objects of one version of one report, made when asked for. The objects of a version
 * refer to each other by UIDs that are known beforehand, so each can be made, and sent, alone.
 */
public final class ResultObjects {

  private final ResultInput input;
  private final ResultSource source;
  private final ResultDocument document;
  private final @Nullable SeriesGeometry geometry;
  private final List<NoduleResult> nodules;
  private final @Nullable DicomObject segmentation;

  private ResultObjects(ResultInput input, @Nullable SeriesGeometry geometry) throws IOException {
    this.input = input;
    this.geometry = geometry;
    this.source = new ResultSource(input.study(), geometry == null ? List.of() : geometry.slices());
    this.document = document(input);
    List<NoduleResult> results = new ArrayList<>();
    if (geometry != null) {
      for (NoduleFinding finding : input.findings()) {
        results.add(nodule(finding, geometry));
      }
    }
    this.nodules = List.copyOf(results);
    this.segmentation =
        nodules.stream().anyMatch(NoduleResult::hasOutline)
            ? Segmentation.of(source, document, nodules)
            : null;
  }

  /**
   * @throws IOException if the source images cannot be read any more, or are not the judged ones
   */
  public static ResultObjects of(ResultInput input) throws IOException {
    if (input.slices().isEmpty()) {
      return new ResultObjects(input, null);
    }
    try {
      return new ResultObjects(input, SeriesGeometry.of(new CtSeries(input.slices())));
    } catch (SeriesRefusedException e) {
      throw new IOException(
          "The judged images are no longer one series: " + e.getMessage() + "; analyse it again",
          e);
    }
  }

  /** The findings as a structured report. */
  public DicomObject measurements() throws IOException {
    return MeasurementReport.of(source, document, nodules, segmentation);
  }

  /** The text as a structured report. */
  public DicomObject text() throws IOException {
    return TextReport.of(source, document);
  }

  /** The outlines; null where no finding has one. */
  public @Nullable DicomObject segmentation() {
    return segmentation;
  }

  /** A picture of each finding, in the order of the findings. */
  public List<DicomObject> keyImages() throws IOException {
    List<DicomObject> images = new ArrayList<>();
    for (int i = 0; i < nodules.size(); i++) {
      DicomInstance slice = source.slices().get(nodules.get(i).keySlice());
      images.add(KeyImage.of(source, document, slice, i + 1, picture(i)));
    }
    return images;
  }

  /** The same pictures as PNG, for the printed report. */
  public List<byte[]> keyPictures() throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < nodules.size(); i++) {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(picture(i), "png", png);
      pictures.add(png.toByteArray());
    }
    return pictures;
  }

  /** The slices that the pictures show, in the same order. */
  public List<DicomInstance> keySlices() {
    return nodules.stream().map(nodule -> source.slices().get(nodule.keySlice())).toList();
  }

  /** The printed report. */
  public DicomObject pdf(byte[] pdf) throws IOException {
    return EncapsulatedPdf.of(source, document, pdf);
  }

  private BufferedImage picture(int index) throws IOException {
    SeriesGeometry slices = Objects.requireNonNull(geometry);
    return new KeyImagePainter()
        .paint(slices, nodules.get(index).keySlice(), input.findings().get(index));
  }

  private static ResultDocument document(ResultInput input) {
    Report report = input.report();
    return new ResultDocument(
        input.identity(),
        report.language().tag(),
        report.title(),
        report.banner(),
        report.sections().stream().map(ResultObjects::section).toList(),
        new ResultDocument.Algorithm(input.model().name(), input.model().version()),
        input.createdAt(),
        input.verification(),
        input.predecessors());
  }

  private static ResultDocument.Section section(Section section) {
    return new ResultDocument.Section(
        ResultDocument.Topic.valueOf(section.kind().name()), section.title(), section.paragraphs());
  }

  /** The nodules as the objects tell them. */
  List<NoduleResult> nodules() {
    return nodules;
  }

  private NoduleResult nodule(NoduleFinding finding, SeriesGeometry series) throws IOException {
    TreeMap<Integer, BitSet> pixels = pixels(finding, series);
    LungPlace place = finding.place();
    return new NoduleResult(
        finding.id(),
        input.trackingUid(finding),
        "Hilum nodule " + finding.id(),
        new DicomInstance.Vector(
            finding.center().xMm(), finding.center().yMm(), finding.center().zMm()),
        finding.longAxisMm(),
        finding.shortAxisMm(),
        finding.volumeMm3(),
        place == null ? null : NoduleResult.Side.valueOf(place.side().name()),
        new NoduleResult.Probability(
            finding.malignancyProbability(),
            finding.malignancyInterval().low(),
            finding.malignancyInterval().high()),
        finding.noduleProbability(),
        evaluations(finding.attributes()),
        finding.familiar(),
        finding.keySlice(series.grid()),
        pixels);
  }

  /**
   * The mask's voxels as pixels of the stored images.
   *
   * @throws IOException if the mask does not fit the series: then it was drawn on other images
   */
  private static TreeMap<Integer, BitSet> pixels(NoduleFinding finding, SeriesGeometry series)
      throws IOException {
    NoduleMask mask = finding.mask();
    VolumeGrid grid = series.grid();
    TreeMap<Integer, BitSet> pixels = new TreeMap<>();
    BitSet bits = mask.bits();
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      int column = mask.firstColumn() + i % mask.columns();
      int row = mask.firstRow() + i / mask.columns() % mask.rows();
      int slice = mask.firstSlice() + i / (mask.columns() * mask.rows());
      if (!isInside(column, grid.columns())
          || !isInside(row, grid.rows())
          || !isInside(slice, grid.slices())) {
        throw new IOException(
            "Finding %d: its outline leaves series %s; analyse the study again"
                .formatted(finding.id(), series.slices().get(0).seriesInstanceUid()));
      }
      pixels.computeIfAbsent(slice, s -> new BitSet()).set(series.storedPixel(column, row));
    }
    return pixels;
  }

  private static boolean isInside(int index, int count) {
    return index >= 0 && index < count;
  }

  /**
   * What it looks like, in the grades of the report. Texture and marked spiculation are RadLex's;
   * of the others no published code could be verified.
   */
  private static List<NoduleResult.Evaluation> evaluations(NoduleAttributes attributes) {
    NoduleLooks looks = NoduleLooks.of(attributes);
    return List.of(
        evaluation(
            "Texture",
            switch (attributes.textureClass()) {
              case SOLID -> new Code("RID50151", "RADLEX", "Solid");
              case PART_SOLID -> new Code("RID50152", "RADLEX", "Part-solid");
              case NON_SOLID -> new Code("RID50153", "RADLEX", "Non-solid");
            }),
        evaluation(
            "Margin",
            switch (looks.margin()) {
              case LOW -> own("poorly-defined", "Poorly defined");
              case MIDDLE -> own("mod-defined", "Moderately defined");
              case HIGH -> own("sharp", "Sharp");
            }),
        evaluation(
            "Spiculation",
            switch (looks.spiculation()) {
              case LOW -> own("none", "None");
              case MIDDLE -> own("slight", "Slight");
              case HIGH -> new Code("RID5713", "RADLEX", "Spiculated");
            }),
        evaluation(
            "Lobulation",
            switch (looks.lobulation()) {
              case LOW -> own("none", "None");
              case MIDDLE -> own("slight", "Slight");
              case HIGH -> own("marked", "Marked");
            }),
        evaluation(
            "Calcification",
            looks.calcified() ? own("possible", "Possible") : own("none", "None")));
  }

  private static NoduleResult.Evaluation evaluation(String concept, Code value) {
    return new NoduleResult.Evaluation(own(concept.toLowerCase(Locale.ROOT), concept), value);
  }

  private static Code own(String value, String meaning) {
    return new Code(value, Code.OWN_SCHEME, meaning);
  }
}
