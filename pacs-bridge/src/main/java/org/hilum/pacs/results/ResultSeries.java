package org.hilum.pacs.results;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomUids;

/** The series that Hilum itself adds to a study: they are no images of the patient to be judged. */
public final class ResultSeries {

  private static final List<String> LANGUAGES = List.of("en", "zh-CN");

  private ResultSeries() {}

  static String uid(String studyInstanceUid, CommonModules.Kind kind, String language) {
    return DicomUids.derive(studyInstanceUid + "/hilum/" + kind + "/" + language);
  }

  /** The UIDs of all series that Hilum may have added to a study. */
  public static Set<String> uidsOf(String studyInstanceUid) {
    Set<String> uids = new HashSet<>();
    for (CommonModules.Kind kind : CommonModules.Kind.values()) {
      LANGUAGES.forEach(language -> uids.add(uid(studyInstanceUid, kind, language)));
    }
    return uids;
  }

  /** Whether Hilum made the instance. */
  public static boolean holds(DicomInstance instance) {
    return uidsOf(instance.studyInstanceUid()).contains(instance.seriesInstanceUid());
  }
}
