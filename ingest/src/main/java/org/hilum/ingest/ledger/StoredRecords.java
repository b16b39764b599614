package org.hilum.ingest.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hilum.db.Finding;
import org.hilum.db.MaskBox;
import org.hilum.db.StoredAttributes;
import org.hilum.db.StoredExpert;
import org.hilum.db.StoredHistory;
import org.hilum.model.LungPlace;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.jspecify.annotations.Nullable;

/** The model's records as the database keeps them. */
public final class StoredRecords {

  private StoredRecords() {}

  static StoredHistory history(ClinicalHistory history) {
    List<StoredHistory.Factor> factors = new ArrayList<>();
    add(factors, "age", history.ageYears());
    add(factors, "sex", history.sex());
    add(factors, "smoking", history.smoking());
    add(factors, "packYears", history.packYears());
    add(factors, "extrathoracicCancer", history.extrathoracicCancer());
    add(factors, "lungCancer", history.lungCancer());
    add(factors, "familyHistoryOfLungCancer", history.familyHistoryOfLungCancer());
    add(factors, "emphysema", history.emphysema());
    return new StoredHistory(
        history.texts().stream()
            .map(text -> new StoredHistory.Text(text.source(), text.text()))
            .toList(),
        factors);
  }

  private static void add(
      List<StoredHistory.Factor> factors, String name, @Nullable Factor<?> factor) {
    if (factor != null) {
      factors.add(
          new StoredHistory.Factor(
              name, String.valueOf(factor.value()), factor.source(), factor.evidence()));
    }
  }

  static Finding finding(NoduleFinding nodule) {
    Finding finding = new Finding(nodule.id(), attributes(nodule.attributes()));
    finding.setCenterMm(nodule.center().xMm(), nodule.center().yMm(), nodule.center().zMm());
    finding.setSize(nodule.longAxisMm(), nodule.shortAxisMm(), nodule.volumeMm3());
    finding.setProbabilities(
        nodule.noduleProbability(),
        nodule.malignancyProbability(),
        nodule.malignancyInterval().low(),
        nodule.malignancyInterval().high());
    LungPlace place = nodule.place();
    if (place != null) {
      finding.setPlace(
          Finding.Side.valueOf(place.side().name()), Finding.Zone.valueOf(place.zone().name()));
    }
    finding.setJudgement(
        nodule.experts().stream().map(e -> new StoredExpert(e.name(), e.weight())).toList(),
        nodule.modality().vision(),
        nodule.modality().text());
    finding.setFamiliar(nodule.familiar());
    NoduleMask mask = nodule.mask();
    finding.setMask(
        new MaskBox(
            mask.firstColumn(),
            mask.firstRow(),
            mask.firstSlice(),
            mask.columns(),
            mask.rows(),
            mask.slices()),
        mask.bits());
    return finding;
  }

  /** A stored finding as the model told it; its mask is empty where none was stored. */
  public static NoduleFinding nodule(Finding finding) {
    MaskBox box = finding.getMaskBox();
    BitSet bits = finding.readMask();
    return new NoduleFinding(
        finding.getNumber(),
        new PatientPoint(finding.getCenterXMm(), finding.getCenterYMm(), finding.getCenterZMm()),
        finding.getLongAxisMm(),
        finding.getShortAxisMm(),
        finding.getVolumeMm3(),
        finding.getNoduleProbability(),
        finding.getMalignancyProbability(),
        new NoduleFinding.Interval(finding.getMalignancyLow(), finding.getMalignancyHigh()),
        attributes(finding.getAttributes()),
        finding.getSide() == null || finding.getZone() == null
            ? null
            : new LungPlace(
                LungPlace.Side.valueOf(finding.getSide().name()),
                LungPlace.Zone.valueOf(finding.getZone().name())),
        finding.getExperts().stream()
            .map(e -> new NoduleFinding.ExpertWeight(e.name(), e.weight()))
            .toList(),
        new NoduleFinding.ModalityShare(finding.getVisionShare(), finding.getTextShare()),
        box == null || bits == null
            ? new NoduleMask(0, 0, 0, 1, 1, 1, new BitSet())
            : new NoduleMask(
                box.firstColumn(),
                box.firstRow(),
                box.firstSlice(),
                box.columns(),
                box.rows(),
                box.slices(),
                bits),
        finding.isFamiliar());
  }

  static NoduleAttributes attributes(StoredAttributes attributes) {
    return new NoduleAttributes(
        attributes.texture(),
        attributes.spiculation(),
        attributes.lobulation(),
        attributes.margin(),
        attributes.sphericity(),
        attributes.calcification(),
        attributes.subtlety());
  }

  static StoredAttributes attributes(NoduleAttributes attributes) {
    return new StoredAttributes(
        attributes.texture(),
        attributes.spiculation(),
        attributes.lobulation(),
        attributes.margin(),
        attributes.sphericity(),
        attributes.calcification(),
        attributes.subtlety());
  }
}
