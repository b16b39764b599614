package org.hilum.pacs.results;

import static org.hilum.pacs.results.SrContent.Relation.CONTAINS;

import java.util.List;
import java.util.Map;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.results.CommonModules.Kind;
import org.hilum.pacs.results.ResultDocument.Section;
import org.hilum.pacs.results.ResultDocument.Topic;

/**
 * The report's text as Basic Text SR, for systems that read no measurements: one container a
 * section, headed by its LOINC code where one was verified (PS3.16 CID 7001).
 */
public final class TextReport {

  public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.88.11";

  private static final Map<Topic, Code> HEADINGS =
      Map.of(
          Topic.INDICATION,
          new Code("18785-6", "LN", "Indications for procedure"),
          Topic.COMPARISON,
          Code.own("comparison", "Comparison"),
          Topic.TECHNIQUE,
          Code.own("technique", "Technique"),
          Topic.FINDINGS,
          new Code("59776-5", "LN", "Procedure findings"),
          Topic.IMPRESSION,
          new Code("19005-8", "LN", "Impressions"),
          Topic.RECOMMENDATION,
          new Code("18783-1", "LN", "Recommendations"),
          Topic.LIMITS,
          Code.own("limits", "Limits"),
          Topic.ADDENDUM,
          Code.own("addendum", "Addendum"));

  private TextReport() {}

  /**
   * @throws DicomFormatException if the source file cannot be read any more
   */
  public static DicomObject of(ResultSource source, ResultDocument document)
      throws DicomFormatException {
    Attributes dataset = CommonModules.of(source, document, Kind.TEXT, SOP_CLASS, "");
    SrDocument.standing(
        dataset,
        document,
        source.slices().isEmpty()
            ? List.of(InstanceReference.to(source.study()))
            : SrDocument.slices(source));
    SrContent root = SrContent.root(dataset, new Code("11528-7", "LN", "Radiology Report"), null);
    SrDocument.context(root, document);
    root.text(CONTAINS, Code.dcm("121106", "Comment"), document.notice());
    for (Section section : document.sections()) {
      SrContent container = root.container(heading(section.topic()));
      for (String paragraph : section.paragraphs()) {
        container.text(CONTAINS, item(section.topic()), paragraph);
      }
    }
    return new DicomObject(dataset);
  }

  private static Code heading(Topic topic) {
    return java.util.Objects.requireNonNull(HEADINGS.get(topic));
  }

  private static Code item(Topic topic) {
    return switch (topic) {
      case FINDINGS -> Code.dcm("121071", "Finding");
      case IMPRESSION -> Code.dcm("121073", "Impression");
      case RECOMMENDATION -> Code.dcm("121075", "Recommendation");
      default -> Code.dcm("121106", "Comment");
    };
  }
}
