package org.hilum.pacs.results;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.results.ResultDocument.Verification;
import org.hilum.pacs.results.SrContent.Relation;

/** What all structured reports share: the document's standing, its observers, its evidence. */
final class SrDocument {

  private static final Code LANGUAGE =
      Code.dcm("121049", "Language of Content Item and Descendants");
  private static final Code OBSERVER_TYPE = Code.dcm("121005", "Observer Type");

  private SrDocument() {}

  /** SR Document Series and General modules (PS3.3 C.17.1, C.17.2). */
  static void standing(
      Attributes dataset, ResultDocument document, Collection<InstanceReference> evidence) {
    dataset.setNull(Tag.ReferencedPerformedProcedureStepSequence, VR.SQ);
    dataset.setNull(Tag.PerformedProcedureCodeSequence, VR.SQ);
    dataset.setString(Tag.CompletionFlag, VR.CS, document.verified() ? "COMPLETE" : "PARTIAL");
    dataset.setString(Tag.VerificationFlag, VR.CS, document.verified() ? "VERIFIED" : "UNVERIFIED");
    Verification verification = document.verification();
    if (verification != null) {
      Attributes observer = new Attributes();
      observer.setString(Tag.VerifyingObserverName, VR.PN, verification.observerName());
      observer.setNull(Tag.VerifyingObserverIdentificationCodeSequence, VR.SQ);
      observer.setString(
          Tag.VerifyingOrganization,
          VR.LO,
          CommonModules.shortened(verification.organization(), 64));
      observer.setString(
          Tag.VerificationDateTime, VR.DT, CommonModules.dateTime(verification.at()));
      dataset.newSequence(Tag.VerifyingObserverSequence, 1).add(observer);
    }
    references(dataset, Tag.PredecessorDocumentsSequence, document.predecessors());
    references(dataset, Tag.CurrentRequestedProcedureEvidenceSequence, evidence);
  }

  /** Hierarchical SOP Instance Reference Macro (PS3.3 C.17.2.1); absent where there is nothing. */
  private static void references(
      Attributes dataset, int tag, Collection<InstanceReference> references) {
    if (references.isEmpty()) {
      return;
    }
    Map<String, Map<String, Set<InstanceReference>>> studies = new LinkedHashMap<>();
    for (InstanceReference reference : references) {
      studies
          .computeIfAbsent(reference.studyInstanceUid(), s -> new LinkedHashMap<>())
          .computeIfAbsent(reference.seriesInstanceUid(), s -> new LinkedHashSet<>())
          .add(reference);
    }
    Sequence sequence = dataset.newSequence(tag, studies.size());
    studies.forEach(
        (studyUid, bySeries) -> {
          Attributes study = new Attributes();
          study.setString(Tag.StudyInstanceUID, VR.UI, studyUid);
          Sequence seriesSequence = study.newSequence(Tag.ReferencedSeriesSequence, 2);
          bySeries.forEach(
              (seriesUid, instances) -> {
                Attributes series = new Attributes();
                series.setString(Tag.SeriesInstanceUID, VR.UI, seriesUid);
                Sequence sops = series.newSequence(Tag.ReferencedSOPSequence, instances.size());
                instances.forEach(each -> sops.add(CommonModules.item(each)));
                seriesSequence.add(series);
              });
          sequence.add(study);
        });
  }

  /** The language, and who observed: always the program, and whoever signed. */
  static void context(SrContent root, ResultDocument document) {
    boolean chinese = document.language().startsWith("zh");
    root.code(
        Relation.HAS_CONCEPT_MODIFIER,
        LANGUAGE,
        new Code(document.language(), "RFC5646", chinese ? "Chinese" : "English"));
    Verification verification = document.verification();
    if (verification != null) {
      root.code(Relation.HAS_CONTEXT, OBSERVER_TYPE, Code.dcm("121006", "Person"));
      root.person(
          Relation.HAS_CONTEXT,
          Code.dcm("121008", "Person Observer Name"),
          verification.observerName());
    }
    root.code(Relation.HAS_CONTEXT, OBSERVER_TYPE, Code.dcm("121007", "Device"));
    root.uid(
        Relation.HAS_CONTEXT,
        Code.dcm("121012", "Device Observer UID"),
        DicomUids.derive("hilum/device/" + document.algorithm().version()));
    root.text(Relation.HAS_CONTEXT, Code.dcm("121013", "Device Observer Name"), "Hilum");
    root.text(
        Relation.HAS_CONTEXT,
        Code.dcm("121015", "Device Observer Model Name"),
        "%s %s".formatted(document.algorithm().name(), document.algorithm().version()));
  }

  static List<InstanceReference> slices(ResultSource source) {
    return source.slices().stream().map(InstanceReference::to).toList();
  }
}
