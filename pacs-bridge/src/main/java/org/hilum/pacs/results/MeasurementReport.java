package org.hilum.pacs.results;

import static org.hilum.pacs.results.SrContent.Relation.CONTAINS;
import static org.hilum.pacs.results.SrContent.Relation.HAS_CONCEPT_MODIFIER;
import static org.hilum.pacs.results.SrContent.Relation.HAS_CONTEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.results.CommonModules.Kind;
import org.hilum.pacs.results.NoduleResult.Evaluation;
import org.hilum.pacs.results.NoduleResult.Side;
import org.hilum.pacs.results.ResultDocument.Section;
import org.hilum.pacs.results.ResultDocument.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The findings as Comprehensive 3D SR: an Imaging Measurement Report (TID 1500 of PS3.16) with one
 * volumetric measurement group (TID 1411) a nodule, each pointing to its segment.
 */
public final class MeasurementReport {

  public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.88.34";

  private static final Code MM = new Code("mm", "UCUM", "millimeter");
  private static final Code MM3 = new Code("mm3", "UCUM", "cubic millimeter");
  private static final Code PERCENT = new Code("%", "UCUM", "percent");
  private static final Code FINDING = Code.dcm("121071", "Finding");
  private static final Code COMMENT = Code.dcm("121106", "Comment");

  private static final String UNFAMILIAR =
      " It looks unlike what the model was trained on: its malignancy estimate and ratings are not"
          + " reliable.";

  private MeasurementReport() {}

  /**
   * @param segmentation of the same nodules; null where none has an outline
   * @throws DicomFormatException if the source file cannot be read any more
   */
  public static DicomObject of(
      ResultSource source,
      ResultDocument document,
      List<NoduleResult> nodules,
      @Nullable DicomObject segmentation)
      throws DicomFormatException {
    Attributes dataset = CommonModules.of(source, document, Kind.MEASUREMENTS, SOP_CLASS, "");
    List<InstanceReference> evidence = new ArrayList<>(SrDocument.slices(source));
    if (segmentation != null) {
      evidence.add(segmentation.reference());
    }
    if (evidence.isEmpty()) {
      evidence.add(InstanceReference.to(source.study()));
    }
    SrDocument.standing(dataset, document, evidence);
    SrContent root =
        SrContent.root(dataset, Code.dcm("126000", "Imaging Measurement Report"), "1500");
    SrDocument.context(root, document);
    root.code(
        HAS_CONCEPT_MODIFIER,
        // Of CID 100, which has no CT of the chest; the region stands in the image library.
        Code.dcm("121058", "Procedure reported"),
        new Code("25045-6", "LN", "CT unspecified body region"));
    imageLibrary(root, source);
    measurements(root, source, document, nodules, segmentation);
    root.text(CONTAINS, COMMENT, document.notice());
    text(root, document, Topic.IMPRESSION, Code.dcm("121073", "Impression"));
    text(root, document, Topic.RECOMMENDATION, Code.dcm("121075", "Recommendation"));
    return new DicomObject(dataset);
  }

  private static void imageLibrary(SrContent root, ResultSource source) {
    SrContent library = root.container(Code.dcm("111028", "Image Library"), "1600");
    if (source.slices().isEmpty()) {
      return;
    }
    SrContent group = library.container(Code.dcm("126200", "Image Library Group"));
    group.code(
        SrContent.Relation.HAS_ACQUISITION_CONTEXT,
        Code.dcm("121139", "Modality"),
        Code.dcm("CT", "Computed Tomography"));
    group.code(
        SrContent.Relation.HAS_ACQUISITION_CONTEXT,
        Code.dcm("123014", "Target Region"),
        Code.sct("51185008", "Chest"));
    for (InstanceReference slice : SrDocument.slices(source)) {
      group.image(null, slice, 0);
    }
  }

  /** "No nodule" is said, not left to be guessed from silence. */
  private static void measurements(
      SrContent root,
      ResultSource source,
      ResultDocument document,
      List<NoduleResult> nodules,
      @Nullable DicomObject segmentation) {
    if (nodules.isEmpty()) {
      SrContent evaluations =
          root.container(new Code("C0034375", "UMLS", "Qualitative Evaluations"));
      evaluations.code(
          CONTAINS,
          FINDING,
          source.slices().isEmpty()
              ? Code.own("not-judged", "The images were not judged")
              : Code.own("no-nodule", "No lung nodule marked"));
      return;
    }
    SrContent measurements = root.container(Code.dcm("126010", "Imaging Measurements"));
    int segment = 0;
    for (NoduleResult nodule : nodules) {
      segment += nodule.hasOutline() ? 1 : 0;
      SrContent group = measurements.container(Code.dcm("125007", "Measurement Group"), "1411");
      group(group, source, document, nodule);
      if (nodule.hasOutline() && segmentation != null) {
        group.image(Code.dcm("121191", "Referenced Segment"), segmentation.reference(), segment);
        group.uid(
            CONTAINS,
            Code.dcm("121232", "Source series for segmentation"),
            source.slices().get(0).seriesInstanceUid());
      }
      values(group, document, nodule);
    }
  }

  private static void group(
      SrContent group, ResultSource source, ResultDocument document, NoduleResult nodule) {
    group.text(HAS_CONTEXT, Code.dcm("112039", "Tracking Identifier"), nodule.trackingId());
    group.uid(HAS_CONTEXT, Code.dcm("112040", "Tracking Unique Identifier"), nodule.trackingUid());
    identify(group, document);
    group.code(CONTAINS, FINDING, Code.sct("786838002", "Nodule of lung"));
    SrContent site =
        group.code(
            HAS_CONCEPT_MODIFIER,
            Code.sct("363698007", "Finding Site"),
            Code.sct("39607008", "Lung"));
    Side side = nodule.side();
    if (side != null) {
      site.code(
          HAS_CONCEPT_MODIFIER,
          Code.sct("272741003", "Laterality"),
          side == Side.RIGHT ? Code.sct("24028007", "Right") : Code.sct("7771000", "Left"));
    }
    String frame =
        source.slices().isEmpty() ? null : source.slices().get(0).series().frameOfReferenceUid();
    if (frame != null) {
      group.point(Code.dcm("111010", "Center"), nodule.center(), frame);
    }
  }

  /** Algorithm Identification (TID 4019). */
  private static void identify(SrContent item, ResultDocument document) {
    item.text(
        HAS_CONCEPT_MODIFIER, Code.dcm("111001", "Algorithm Name"), document.algorithm().name());
    item.text(
        HAS_CONCEPT_MODIFIER,
        Code.dcm("111003", "Algorithm Version"),
        document.algorithm().version());
  }

  private static void values(SrContent group, ResultDocument document, NoduleResult nodule) {
    List<SrContent> numbers = new ArrayList<>();
    numbers.add(
        group.number(CONTAINS, Code.sct("118565006", "Volume"), nodule.volumeMm3(), 0, MM3));
    numbers.add(
        group.number(CONTAINS, Code.sct("103339001", "Long Axis"), nodule.longAxisMm(), 1, MM));
    numbers.add(
        group.number(CONTAINS, Code.sct("103340004", "Short Axis"), nodule.shortAxisMm(), 1, MM));
    SrContent mean =
        group.number(
            CONTAINS,
            Code.sct("81827009", "Diameter"),
            (nodule.longAxisMm() + nodule.shortAxisMm()) / 2,
            1,
            MM);
    mean.code(
        HAS_CONCEPT_MODIFIER, Code.dcm("121401", "Derivation"), Code.sct("373098007", "Mean"));
    numbers.add(mean);
    numbers.add(
        group.number(
            CONTAINS,
            Code.dcm("111047", "Probability of cancer"),
            100 * nodule.malignancy().value(),
            1,
            PERCENT));
    numbers.add(
        group.number(
            CONTAINS,
            Code.dcm("111012", "Certainty of Finding"),
            100 * nodule.noduleProbability(),
            1,
            PERCENT));
    numbers.forEach(number -> identify(number, document));
    for (Evaluation evaluation : nodule.evaluations()) {
      group.code(CONTAINS, evaluation.concept(), evaluation.value());
    }
    group.text(
        CONTAINS,
        COMMENT,
        String.format(
            Locale.ROOT,
            "Probability that readers would call it malignant; 95 %% interval %.1f to %.1f %%. The"
                + " model learnt from readers' opinions, not from pathology. The certainty of the"
                + " finding is the score of its mark, which orders marks and is no probability.%s",
            100 * nodule.malignancy().low(),
            100 * nodule.malignancy().high(),
            nodule.familiar() ? "" : UNFAMILIAR));
  }

  private static void text(SrContent root, ResultDocument document, Topic topic, Code concept) {
    for (Section section : document.sections()) {
      if (section.topic() == topic) {
        root.text(CONTAINS, concept, String.join("\n", section.paragraphs()));
      }
    }
  }
}
