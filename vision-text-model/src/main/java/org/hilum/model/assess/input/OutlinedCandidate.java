package org.hilum.model.assess.input;

import java.util.ArrayList;
import java.util.List;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.Outliner.Seed;

/**
 * A seed and the outline of what stands there; a ball where nothing stands out. A ball has no
 * appearance, so {@link Familiarity} finds it strange: what is said of it is a guess.
 */
public record OutlinedCandidate(Seed seed, Outline outline) {

  /** One a seed. */
  public static List<OutlinedCandidate> of(List<Seed> seeds, Outliner outliner) {
    List<Outline> outlines = outliner.outline(seeds);
    List<OutlinedCandidate> candidates = new ArrayList<>(seeds.size());
    for (int i = 0; i < seeds.size(); i++) {
      Seed seed = seeds.get(i);
      Outline outline = outlines.get(i).isEmpty() ? Outline.ball(seed) : outlines.get(i);
      candidates.add(new OutlinedCandidate(seed, outline));
    }
    return candidates;
  }

  public CaseImages images() {
    return new CaseImages(
        seed.stack(), outline, seed.slice(), seed.column(), seed.row(), seed.expectedDiameterMm());
  }

  public float[] measures(CandidateMeasures measures) {
    return measures.of(outline, seed.stack());
  }
}
