package org.hilum.pacs.results;

import java.util.Locale;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.DicomInstance.Vector;
import org.jspecify.annotations.Nullable;

/** Builds the content tree of a structured report (PS3.3 C.17.3), item by item. */
final class SrContent {

  /** How an item relates to the one that holds it. */
  enum Relation {
    CONTAINS("CONTAINS"),
    HAS_CONCEPT_MODIFIER("HAS CONCEPT MOD"),
    HAS_CONTEXT("HAS OBS CONTEXT"),
    HAS_ACQUISITION_CONTEXT("HAS ACQ CONTEXT"),
    HAS_PROPERTIES("HAS PROPERTIES");

    private final String text;

    Relation(String text) {
      this.text = text;
    }
  }

  private final Attributes item;

  private SrContent(Attributes item) {
    this.item = item;
  }

  /** Makes a data set the root container of a document. */
  static SrContent root(Attributes dataset, Code title, @Nullable String template) {
    dataset.setString(Tag.ValueType, VR.CS, "CONTAINER");
    CommonModules.addCode(dataset, Tag.ConceptNameCodeSequence, title);
    dataset.setString(Tag.ContinuityOfContent, VR.CS, "SEPARATE");
    if (template != null) {
      setTemplate(dataset, template);
    }
    return new SrContent(dataset);
  }

  private static void setTemplate(Attributes item, String template) {
    Attributes identification = new Attributes();
    identification.setString(Tag.MappingResource, VR.CS, "DCMR");
    identification.setString(Tag.TemplateIdentifier, VR.CS, template);
    item.newSequence(Tag.ContentTemplateSequence, 1).add(identification);
  }

  private SrContent add(Relation relation, String type, @Nullable Code concept) {
    Attributes child = new Attributes();
    child.setString(Tag.RelationshipType, VR.CS, relation.text);
    child.setString(Tag.ValueType, VR.CS, type);
    if (concept != null) {
      CommonModules.addCode(child, Tag.ConceptNameCodeSequence, concept);
    }
    Sequence children = item.getSequence(Tag.ContentSequence);
    (children == null ? item.newSequence(Tag.ContentSequence, 8) : children).add(child);
    return new SrContent(child);
  }

  SrContent container(Code concept) {
    SrContent child = add(Relation.CONTAINS, "CONTAINER", concept);
    child.item.setString(Tag.ContinuityOfContent, VR.CS, "SEPARATE");
    return child;
  }

  SrContent container(Code concept, String template) {
    SrContent child = container(concept);
    setTemplate(child.item, template);
    return child;
  }

  SrContent code(Relation relation, Code concept, Code value) {
    SrContent child = add(relation, "CODE", concept);
    CommonModules.addCode(child.item, Tag.ConceptCodeSequence, value);
    return child;
  }

  SrContent text(Relation relation, Code concept, String value) {
    SrContent child = add(relation, "TEXT", concept);
    child.item.setString(Tag.TextValue, VR.UT, value.isBlank() ? "-" : value);
    return child;
  }

  SrContent person(Relation relation, Code concept, String name) {
    SrContent child = add(relation, "PNAME", concept);
    child.item.setString(Tag.PersonName, VR.PN, name);
    return child;
  }

  SrContent uid(Relation relation, Code concept, String uid) {
    SrContent child = add(relation, "UIDREF", concept);
    child.item.setString(Tag.UID, VR.UI, uid);
    return child;
  }

  /**
   * @param decimals digits after the point
   */
  SrContent number(Relation relation, Code concept, double value, int decimals, Code unit) {
    SrContent child = add(relation, "NUM", concept);
    Attributes measured = new Attributes();
    measured.setString(
        Tag.NumericValue, VR.DS, String.format(Locale.ROOT, "%." + decimals + "f", value));
    CommonModules.addCode(measured, Tag.MeasurementUnitsCodeSequence, unit);
    child.item.newSequence(Tag.MeasuredValueSequence, 1).add(measured);
    return child;
  }

  /**
   * @param concept null where the template gives none
   * @param segment of a segmentation; 0 for a whole image
   */
  SrContent image(@Nullable Code concept, InstanceReference reference, int segment) {
    SrContent child = add(Relation.CONTAINS, "IMAGE", concept);
    Attributes sop = CommonModules.item(reference);
    if (segment > 0) {
      sop.setInt(Tag.ReferencedSegmentNumber, VR.US, segment);
    }
    child.item.newSequence(Tag.ReferencedSOPSequence, 1).add(sop);
    return child;
  }

  /** A point in patient space. */
  SrContent point(Code concept, Vector at, String frameOfReferenceUid) {
    SrContent child = add(Relation.CONTAINS, "SCOORD3D", concept);
    child.item.setString(Tag.GraphicType, VR.CS, "POINT");
    child.item.setFloat(Tag.GraphicData, VR.FL, (float) at.x(), (float) at.y(), (float) at.z());
    child.item.setString(Tag.ReferencedFrameOfReferenceUID, VR.UI, frameOfReferenceUid);
    return child;
  }
}
