package org.hilum.model.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the factors that weigh on a nodule out of Chinese and English free text. What is denied,
 * doubted ("r/o", "待排"), screened for, or said of somebody else is told apart; a factor nobody
 * mentioned stays {@code null}.
 *
 * <p>Where statements contradict each other, the more specific one stands ("breast cancer 2012"
 * over "no history of malignancy"), and of two equally specific ones the later: later in its text,
 * or in a later text. Each factor keeps the words it rests on.
 */
public final class HistoryParser {

  /** More than any study carries; texts beyond it are kept but not read. */
  private static final int MOST_CHARACTERS = 20_000;

  /** What even a short text counts, as every rule looks at it. */
  private static final int LEAST_COST = 100;

  private static final TextRules RULES = TextRules.load();

  private HistoryParser() {}

  /**
   * Structured age and sex win over the texts, for they belong to the very patient and study, while
   * a text may be old or speak of somebody else. The smoking flag says only whether the patient
   * smokes now: it decides where the texts tell nothing or only that there was smoking at some
   * time; a status that is spelt out in a text stands, because a ticked box cannot tell never from
   * no longer. NO alone therefore gives no status.
   *
   * @param texts in the order they were found; only the first {@value ReadableText#LONGEST}
   *     characters of each are read
   * @return the texts as given, and each factor they or the structured fields state; never throws
   *     for what a text says
   */
  public static ClinicalHistory parse(List<HistoryText> texts, StructuredHistory structured) {
    DemographicsReader demographics = new DemographicsReader(RULES);
    SmokingReader smoking = new SmokingReader(RULES);
    DiseaseReader diseases = new DiseaseReader(RULES);
    int characters = 0;
    for (HistoryText text : texts) {
      characters += Math.max(LEAST_COST, Math.min(text.text().length(), ReadableText.LONGEST));
      if (characters > MOST_CHARACTERS) {
        break;
      }
      ReadableText readable = new ReadableText(text, RULES);
      Scope scope = new Scope(readable, RULES);
      demographics.read(readable, scope);
      smoking.read(readable, scope);
      diseases.read(readable, scope);
    }
    Factor<Integer> age = structured.ageYears();
    Factor<Sex> sex = structured.sex();
    return new ClinicalHistory(
        texts,
        age == null ? demographics.ageYears() : age,
        sex == null ? demographics.sex() : sex,
        withFlag(smoking.status(), structured.smokes()),
        smoking.packYears(),
        diseases.extrathoracicCancer(),
        diseases.lungCancer(),
        diseases.familyHistoryOfLungCancer(),
        diseases.emphysema());
  }

  private static @Nullable Factor<SmokingStatus> withFlag(
      @Nullable Factor<SmokingStatus> read, @Nullable Factor<Boolean> smokes) {
    if (smokes == null) {
      return read;
    }
    if (read == null) {
      return smokes.value()
          ? new Factor<>(SmokingStatus.CURRENT, smokes.source(), smokes.evidence())
          : null;
    }
    if (read.value() != SmokingStatus.EVER) {
      return read;
    }
    SmokingStatus now = smokes.value() ? SmokingStatus.CURRENT : SmokingStatus.FORMER;
    return new Factor<>(
        now, read.source() + " and " + smokes.source(), read.evidence() + "; " + smokes.evidence());
  }
}
