package org.hilum.model.assess;

import java.util.List;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;

/**
 * Segments, measures and weighs the detector's candidates. Safe for use by several threads; the
 * same input always gives the same answer.
 */
public interface CandidateAssessor extends AutoCloseable {

  /**
   * Gives its opinion on the candidates, and assesses those whose {@link Assessment#score} then is
   * high enough.
   *
   * @param least the least score to be assessed with; 0 for all
   * @param history may be empty, and then changes nothing against judging the images alone
   * @return the highest score first
   * @throws IllegalArgumentException if a candidate lies outside the volume
   * @throws org.hilum.model.ModelException if the model itself fails
   */
  List<Assessment> assess(
      CtVolume volume, List<CandidatePoint> candidates, double least, ClinicalHistory history);

  /**
   * Where a description lies in the space of the images' embeddings, for searching by words.
   *
   * @param sentence what the nodule should look like, in Chinese or English
   */
  Embedding embed(String sentence);

  @Override
  void close();
}
