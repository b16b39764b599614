package org.hilum.validation.labels;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.Located;

/**
 * The labels of a collection.
 *
 * @param nodules to be found
 * @param excluded findings that count neither way
 * @param ratings what is known of nodules; those without an entry have no label
 * @param series to be scored, those without nodules included
 * @param nodulesFrom the file or folder to name when something is wrong, likewise {@code
 *     excludedFrom}
 * @param malignancyIs what the malignancy labels are, in a clause for the report
 */
public record StudyLabels(
    List<Located<ReferenceFinding>> nodules,
    List<Located<ReferenceFinding>> excluded,
    Map<ReferenceFinding, NoduleLabel> ratings,
    Set<String> series,
    Path nodulesFrom,
    Path excludedFrom,
    String malignancyIs) {

  public StudyLabels {
    nodules = List.copyOf(nodules);
    excluded = List.copyOf(excluded);
    ratings = Map.copyOf(ratings);
    series = new LinkedHashSet<>(series);
  }

  public NoduleLabel of(ReferenceFinding nodule) {
    return ratings.getOrDefault(nodule, NoduleLabel.NONE);
  }
}
