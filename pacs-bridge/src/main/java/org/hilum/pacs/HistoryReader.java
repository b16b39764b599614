package org.hilum.pacs;

import java.util.ArrayList;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.hilum.pacs.toolkit.Values;

/** Reads the history attributes listed in {@code clinical-rules.md} C8. */
final class HistoryReader {

  /** Hostile files may repeat a code without end; a person's history does not. */
  private static final int MAX_ITEMS = 64;

  private record Source(int tag, String label) {}

  private static final List<Source> SOURCES =
      List.of(
          new Source(Tag.AdditionalPatientHistory, "AdditionalPatientHistory (0010,21B0)"),
          new Source(Tag.MedicalAlerts, "MedicalAlerts (0010,2000)"),
          new Source(Tag.Allergies, "Allergies (0010,2110)"),
          new Source(Tag.Occupation, "Occupation (0010,2180)"),
          new Source(Tag.PatientComments, "PatientComments (0010,4000)"),
          new Source(
              Tag.AdmittingDiagnosesDescription, "AdmittingDiagnosesDescription (0008,1080)"),
          new Source(
              Tag.AdmittingDiagnosesCodeSequence, "AdmittingDiagnosesCodeSequence (0008,1084)"),
          new Source(
              Tag.ReasonForTheRequestedProcedure, "ReasonForTheRequestedProcedure (0040,1002)"),
          new Source(
              Tag.ReasonForRequestedProcedureCodeSequence,
              "ReasonForRequestedProcedureCodeSequence (0040,100A)"),
          new Source(Tag.RequestedProcedureComments, "RequestedProcedureComments (0040,1400)"),
          new Source(
              Tag.RequestedProcedureDescription, "RequestedProcedureDescription (0032,1060)"));

  private HistoryReader() {}

  static PatientHistory read(Attributes dataset) {
    List<PatientHistory.Entry> entries = new ArrayList<>();
    for (Source source : SOURCES) {
      for (String text : values(dataset, source.tag())) {
        entries.add(new PatientHistory.Entry(source.label(), text));
      }
    }
    // Scheduled procedures carry their reason in the request attributes, not at the top level.
    Sequence requests = dataset.getSequence(Tag.RequestAttributesSequence);
    if (requests != null) {
      for (Attributes request : firstItems(requests)) {
        for (Source source : SOURCES) {
          for (String text : values(request, source.tag())) {
            PatientHistory.Entry entry = new PatientHistory.Entry(source.label(), text);
            if (!entries.contains(entry)) {
              entries.add(entry);
            }
          }
        }
      }
    }
    return new PatientHistory(entries, Values.text(dataset, Tag.SmokingStatus));
  }

  /** The texts of a text attribute, or the code meanings of a code sequence. */
  private static List<String> values(Attributes dataset, int tag) {
    List<String> texts = new ArrayList<>();
    if (dataset.getValue(tag) instanceof Sequence codes) {
      for (Attributes code : firstItems(codes)) {
        String meaning = Values.text(code, Tag.CodeMeaning);
        if (meaning != null) {
          texts.add(meaning);
        }
      }
      return texts;
    }
    for (String text : Values.texts(dataset, tag)) {
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static List<Attributes> firstItems(Sequence sequence) {
    return sequence.subList(0, Math.min(MAX_ITEMS, sequence.size()));
  }
}
