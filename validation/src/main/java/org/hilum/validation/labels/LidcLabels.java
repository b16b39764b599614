package org.hilum.validation.labels;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.hilum.pacs.DicomFiles;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.Located;
import org.hilum.validation.lidc.LidcCollection;
import org.hilum.validation.lidc.LidcFinding;
import org.hilum.validation.lidc.LidcRatings;
import org.hilum.validation.lidc.LidcReference;
import org.hilum.validation.studies.SeriesFiles;

/** Labels from the XML of LIDC-IDRI's readers. */
public final class LidcLabels {

  private LidcLabels() {}

  /**
   * @param annotations a reader's file or the folder of all
   */
  public static StudyLabels read(
      Path annotations, SeriesFiles files, DicomFiles dicom, InputProblems problems) {
    List<LidcReference> references =
        new LidcCollection(dicom).references(files, annotations, problems);
    List<Located<ReferenceFinding>> nodules = new ArrayList<>();
    List<Located<ReferenceFinding>> excluded = new ArrayList<>();
    Map<ReferenceFinding, NoduleLabel> ratings = new HashMap<>();
    Set<String> series = new LinkedHashSet<>();
    for (LidcReference reference : references) {
      series.add(reference.seriesInstanceUid());
      for (LidcFinding finding : reference.nodules()) {
        Located<ReferenceFinding> located = located(reference, finding);
        nodules.add(located);
        ratings.put(located.value(), label(finding.ratings()));
      }
      reference.excluded().forEach(finding -> excluded.add(located(reference, finding)));
    }
    return new StudyLabels(
        nodules,
        excluded,
        ratings,
        series,
        annotations,
        annotations,
        "the opinions of at least three readers, with a mean other than 3 of 5; above 3 counts as"
            + " malignant. They are not pathology");
  }

  private static Located<ReferenceFinding> located(LidcReference reference, LidcFinding finding) {
    return new Located<>(
        new ReferenceFinding(reference.seriesInstanceUid(), finding.center(), finding.diameterMm()),
        0);
  }

  private static NoduleLabel label(List<LidcRatings> ratings) {
    return new NoduleLabel(
        NoduleLabel.malignant(given(ratings, LidcRatings::malignancy)),
        NoduleLabel.texture(NoduleLabel.mean(given(ratings, LidcRatings::texture))));
  }

  /** LIDC writes 0 where a reader gave no rating. */
  private static int[] given(List<LidcRatings> ratings, ToIntFunction<LidcRatings> which) {
    return ratings.stream().mapToInt(which).filter(rating -> rating > 0).toArray();
  }
}
