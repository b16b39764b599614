package org.hilum.model.assess.text;

import java.util.stream.Collectors;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.Sex;
import org.hilum.model.history.SmokingStatus;
import org.jspecify.annotations.Nullable;

/**
 * A history as the network's numbers.
 *
 * @param factors {@link AssessorNetwork#FACTORS} times {@link AssessorNetwork#FACTOR_VALUES}
 * @param known 1 for each factor that is known
 * @param words token numbers, {@link AssessorNetwork#WORDS} of them
 * @param written 1 for each token that is there
 * @param present 1 if there is a factor or a token at all, else 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record HistoryEncoding(
    float[] factors, float[] known, float[] words, float[] written, float present) {

  private static final double MIDDLE_AGE_YEARS = 62;

  public static HistoryEncoding of(ClinicalHistory history, Tokenizer tokenizer) {
    float[] factors = new float[AssessorNetwork.FACTORS * AssessorNetwork.FACTOR_VALUES];
    float[] known = new float[AssessorNetwork.FACTORS];
    Factor<Integer> age = history.ageYears();
    if (age != null) {
      put(factors, known, 0, clamp((age.value() - MIDDLE_AGE_YEARS) / 10, 4), 0);
    }
    Factor<Sex> sex = history.sex();
    if (sex != null) {
      put(factors, known, 1, sex.value() == Sex.FEMALE ? 1 : -1, 0);
    }
    Factor<SmokingStatus> smoking = history.smoking();
    if (smoking != null) {
      put(factors, known, 2, sign(smoking.value().hasSmoked()), still(smoking.value()));
    }
    Factor<Double> packYears = history.packYears();
    if (packYears != null) {
      put(factors, known, 3, clamp(packYears.value() / 40, 3), 0);
    }
    putFlag(factors, known, 4, history.extrathoracicCancer());
    putFlag(factors, known, 5, history.lungCancer());
    putFlag(factors, known, 6, history.familyHistoryOfLungCancer());
    putFlag(factors, known, 7, history.emphysema());
    String text = history.texts().stream().map(HistoryText::text).collect(Collectors.joining("\n"));
    Words words = Words.of(text, tokenizer);
    boolean present = isAny(known) || isAny(words.written());
    return new HistoryEncoding(factors, known, words.numbers(), words.written(), present ? 1 : 0);
  }

  private static boolean isAny(float[] flags) {
    for (float flag : flags) {
      if (flag != 0) {
        return true;
      }
    }
    return false;
  }

  /** The words of a text, padded. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Words(float[] numbers, float[] written) {
    public static Words of(String text, Tokenizer tokenizer) {
      int[] encoded = tokenizer.encode(text, AssessorNetwork.WORDS);
      float[] numbers = new float[AssessorNetwork.WORDS];
      float[] written = new float[AssessorNetwork.WORDS];
      for (int i = 0; i < encoded.length; i++) {
        numbers[i] = encoded[i];
        written[i] = 1;
      }
      return new Words(numbers, written);
    }

    /** Writes them to a place in a batch's arrays. */
    public void put(float[] batchNumbers, float[] batchWritten, int index) {
      int at = index * AssessorNetwork.WORDS;
      System.arraycopy(numbers, 0, batchNumbers, at, AssessorNetwork.WORDS);
      System.arraycopy(written, 0, batchWritten, at, AssessorNetwork.WORDS);
    }
  }

  private static void putFlag(
      float[] factors, float[] known, int index, @Nullable Factor<Boolean> flag) {
    if (flag != null) {
      put(factors, known, index, sign(flag.value()), 0);
    }
  }

  private static void put(float[] factors, float[] known, int index, double value, double second) {
    factors[index * AssessorNetwork.FACTOR_VALUES] = (float) value;
    factors[index * AssessorNetwork.FACTOR_VALUES + 1] = (float) second;
    known[index] = 1;
  }

  private static double sign(boolean value) {
    return value ? 1 : -1;
  }

  private static double still(SmokingStatus status) {
    return switch (status) {
      case CURRENT -> 1;
      case FORMER -> -1;
      case NEVER, EVER -> 0;
    };
  }

  private static double clamp(double value, double limit) {
    return Math.max(-limit, Math.min(limit, value));
  }
}
