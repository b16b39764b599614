package org.hilum.validation.studies;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.HistoryParser;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.StructuredHistory;

/**
 * A source whose studies have further histories, from a table. Such a text comes after those of the
 * images, so that it wins where the two contradict each other; age and sex of the images stand.
 */
public final class GivenHistories implements StudySource {

  private static final String SOURCE = "the table of histories";

  private final StudySource source;
  private final Map<String, String> texts;

  /**
   * @param texts by series
   */
  public GivenHistories(StudySource source, Map<String, String> texts) {
    this.source = source;
    this.texts = Map.copyOf(texts);
  }

  @Override
  public List<String> seriesInstanceUids() {
    return source.seriesInstanceUids();
  }

  @Override
  public boolean has(String seriesInstanceUid) {
    return source.has(seriesInstanceUid);
  }

  @Override
  public String contentHash(String seriesInstanceUid) throws IOException {
    String hash = source.contentHash(seriesInstanceUid);
    String text = texts.get(seriesInstanceUid);
    return text == null ? hash : ContentHash.of(hash + "\n" + text);
  }

  @Override
  public LoadedStudy load(String seriesInstanceUid) throws SeriesRefusedException, IOException {
    LoadedStudy study = source.load(seriesInstanceUid);
    String text = texts.get(seriesInstanceUid);
    if (text == null) {
      return study;
    }
    ClinicalHistory before = study.history();
    List<HistoryText> all = new ArrayList<>(before.texts());
    all.add(new HistoryText(SOURCE, text));
    ClinicalHistory history =
        HistoryParser.parse(all, new StructuredHistory(before.ageYears(), before.sex(), null));
    return new LoadedStudy(study.volume(), history, study.traits());
  }
}
