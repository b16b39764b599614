package org.hilum.model.assess;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hilum.model.ModelException;
import org.hilum.model.assess.input.Blend;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.EmbeddingMixture;
import org.hilum.model.assess.input.MeasureExpert;
import org.hilum.model.assess.input.SecondOpinion;
import org.hilum.model.assess.input.Standardisation;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.torch.WeightsFile.Precision;
import org.hilum.model.torch.WeightsFile.Tensor;

/**
 * All that training leaves behind: both networks' weights, the vocabulary, how measures are
 * standardised, the expert for measures, the calibration, where embeddings of nodules lie, and the
 * second opinion on marks.
 *
 * @param segmenter flat
 * @param assessor flat
 * @param threshold the score after the second opinion from which a candidate is a finding
 * @param detector the {@link NoduleDetector#weightsHash} of the one that helped to measure
 */
@SuppressWarnings("ArrayRecordComponent")
public record AssessorWeights(
    float[] segmenter,
    float[] assessor,
    Tokenizer tokenizer,
    Standardisation standardisation,
    Blend blend,
    Calibration calibration,
    EmbeddingMixture mixture,
    SecondOpinion opinion,
    double threshold,
    String detector) {

  /** The file in a weights folder. */
  public static final String FILE = "assessor.weights";

  private static final String ARCHITECTURE = "hilum-assessor-8";
  private static final String RESOURCE = "/org/hilum/model/weights/" + FILE;
  private static final String VOCABULARY = "vocabulary";
  private static final String MEANS = "measures.means";
  private static final String DEVIATIONS = "measures.deviations";
  private static final String CALIBRATION = "calibration";
  private static final String EXPERT_MEANS = "expert.means";
  private static final String EXPERT_DEVIATIONS = "expert.deviations";
  private static final String EXPERT_BASE = "expert.base";
  private static final String BLEND = "blend";
  private static final String SUPPORT = "expert.support";
  private static final String COEFFICIENTS = "expert.coefficients";
  private static final String NOISE = "expert.noise";
  private static final String MIXTURE_WEIGHTS = "mixture.logWeights";
  private static final String MIXTURE_MEANS = "mixture.means";

  /** Half precision holds the logarithms, not the variances. */
  private static final String MIXTURE_LOG_VARIANCES = "mixture.logVariances";

  private static final String MIXTURE_LEAST = "mixture.least";
  private static final String OPINION_MEANS = "opinion.means";
  private static final String OPINION_DEVIATIONS = "opinion.deviations";
  private static final String OPINION_SUPPORT = "opinion.support";
  private static final String OPINION_COEFFICIENTS = "opinion.coefficients";
  private static final String THRESHOLD = "threshold";
  private static final String DETECTOR = "detector";

  /**
   * The shipped weights.
   *
   * @throws ModelException if they are missing or corrupt
   */
  public static AssessorWeights shipped() {
    return of(WeightsFile.readResource(AssessorWeights.class, RESOURCE, ARCHITECTURE));
  }

  /**
   * Weights in a file.
   *
   * @throws ModelException if the file is missing, corrupt or of another architecture
   */
  public static AssessorWeights read(Path file) {
    WeightsFile weights = WeightsFile.read(file, ARCHITECTURE);
    try {
      return of(weights);
    } catch (ModelException e) {
      throw new ModelException(
          "Weights %s cannot be used: %s; train them again or fetch them anew"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static AssessorWeights of(WeightsFile file) {
    Tokenizer tokenizer = new Tokenizer(List.of(property(file, VOCABULARY).split("\n", -1)));
    double[] calibration = numbers(file, CALIBRATION, 6);
    return new AssessorWeights(
        new SegmenterNetwork(ComputePrecision.FP32).layout().flat("segmenter.", file.tensors()),
        network(tokenizer, ComputePrecision.FP32).layout().flat("assessor.", file.tensors()),
        tokenizer,
        standardisation(file, MEANS, DEVIATIONS),
        blend(file),
        new Calibration(
            calibration[0],
            calibration[1],
            calibration[2],
            calibration[3],
            calibration[4],
            calibration[5]),
        mixture(file),
        opinion(file),
        numbers(file, THRESHOLD, 1)[0],
        property(file, DETECTOR));
  }

  private static Standardisation standardisation(
      WeightsFile file, String means, String deviations) {
    return new Standardisation(
        floats(numbers(file, means, CandidateMeasures.COUNT)),
        floats(numbers(file, deviations, CandidateMeasures.COUNT)));
  }

  private static SecondOpinion opinion(WeightsFile file) {
    try {
      return new SecondOpinion(
          standardisation(file, OPINION_MEANS, OPINION_DEVIATIONS),
          file.tensor(OPINION_SUPPORT).values(),
          file.tensor(OPINION_COEFFICIENTS).values());
    } catch (IllegalArgumentException e) {
      throw new ModelException("The assessor's weights: " + e.getMessage(), e);
    }
  }

  /**
   * @throws ModelException if these weights were trained with another detector, whose measures mean
   *     something else
   */
  public void requireTrainedWith(NoduleDetector running) {
    if (!running.weightsHash().equals(detector)) {
      throw new ModelException(
          "The assessor's weights were trained with the detector %s, not with %s; take both files of one run"
              .formatted(detector, running.weightsHash()));
    }
  }

  private static EmbeddingMixture mixture(WeightsFile file) {
    try {
      return new EmbeddingMixture(
          file.tensor(MIXTURE_WEIGHTS).values(),
          file.tensor(MIXTURE_MEANS).values(),
          exp(file.tensor(MIXTURE_LOG_VARIANCES).values()),
          numbers(file, MIXTURE_LEAST, 1)[0]);
    } catch (IllegalArgumentException e) {
      throw new ModelException("The assessor's weights: " + e.getMessage(), e);
    }
  }

  private static Blend blend(WeightsFile file) {
    double[] numbers = numbers(file, BLEND, 6);
    try {
      MeasureExpert expert =
          new MeasureExpert(
              standardisation(file, EXPERT_MEANS, EXPERT_DEVIATIONS),
              file.tensor(SUPPORT).values(),
              file.tensor(COEFFICIENTS).values(),
              file.tensor(NOISE).values(),
              floats(numbers(file, EXPERT_BASE, AssessorNetwork.RATINGS)),
              numbers[0],
              numbers[1],
              numbers[2]);
      return new Blend(expert, numbers[3], numbers[4], numbers[5]);
    } catch (IllegalArgumentException e) {
      throw new ModelException("The assessor's weights: " + e.getMessage(), e);
    }
  }

  /** The network that these weights fit. */
  public AssessorNetwork network(ComputePrecision precision) {
    return network(tokenizer, precision);
  }

  private static AssessorNetwork network(Tokenizer tokenizer, ComputePrecision precision) {
    return new AssessorNetwork(CandidateMeasures.COUNT, tokenizer.size(), precision);
  }

  /**
   * Writes them in half precision.
   *
   * @throws ModelException if the file cannot be written
   */
  public void write(Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.putAll(
        new SegmenterNetwork(ComputePrecision.FP32).layout().named("segmenter.", segmenter));
    tensors.putAll(network(ComputePrecision.FP32).layout().named("assessor.", assessor));
    MeasureExpert expert = blend.expert();
    long nodules = expert.nodules();
    tensors.put(
        SUPPORT, new Tensor(new long[] {nodules, CandidateMeasures.COUNT}, expert.support()));
    tensors.put(
        COEFFICIENTS,
        new Tensor(new long[] {nodules, AssessorNetwork.RATINGS}, expert.coefficients()));
    tensors.put(NOISE, Tensor.of(expert.noise()));
    tensors.put(MIXTURE_WEIGHTS, Tensor.of(mixture.logWeights()));
    tensors.put(MIXTURE_MEANS, Tensor.of(mixture.means()));
    tensors.put(MIXTURE_LOG_VARIANCES, Tensor.of(log(mixture.variances())));
    long marks = opinion.marks();
    tensors.put(
        OPINION_SUPPORT,
        new Tensor(new long[] {marks, CandidateMeasures.COUNT}, opinion.support()));
    tensors.put(OPINION_COEFFICIENTS, Tensor.of(opinion.coefficients()));
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(DETECTOR, detector);
    properties.put(THRESHOLD, Double.toString(threshold));
    properties.put(OPINION_MEANS, text(opinion.standardisation().means()));
    properties.put(OPINION_DEVIATIONS, text(opinion.standardisation().deviations()));
    properties.put(MIXTURE_LEAST, Double.toString(mixture.least()));
    properties.put(EXPERT_MEANS, text(expert.standardisation().means()));
    properties.put(EXPERT_DEVIATIONS, text(expert.standardisation().deviations()));
    properties.put(EXPERT_BASE, text(expert.base()));
    properties.put(
        BLEND,
        "%s %s %s %s %s %s"
            .formatted(
                expert.malignancyVariance(),
                expert.malignancySlope(),
                expert.malignancyOffset(),
                blend.networkSlope(),
                blend.networkOffset(),
                blend.historyScale()));
    properties.put(VOCABULARY, String.join("\n", tokenizer.vocabulary()));
    properties.put(MEANS, text(standardisation.means()));
    properties.put(DEVIATIONS, text(standardisation.deviations()));
    properties.put(
        CALIBRATION,
        "%s %s %s %s %s %s"
            .formatted(
                calibration.slope(),
                calibration.offset(),
                calibration.slopeVariance(),
                calibration.offsetVariance(),
                calibration.covariance(),
                calibration.priorLogOdds()));
    new WeightsFile(ARCHITECTURE, properties, tensors).write(file, Precision.FP16);
  }

  private static String property(WeightsFile file, String name) {
    String value = file.properties().get(name);
    if (value == null) {
      throw new ModelException("The assessor's weights lack the property " + name);
    }
    return value;
  }

  private static double[] numbers(WeightsFile file, String name, int count) {
    try {
      double[] numbers =
          Arrays.stream(property(file, name).split(" ", -1))
              .mapToDouble(Double::parseDouble)
              .toArray();
      if (numbers.length == count) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      throw new ModelException("The assessor's weights: " + name + " is not numbers", e);
    }
    throw new ModelException("The assessor's weights: " + name + " must be " + count + " numbers");
  }

  private static String text(float[] values) {
    return java.util.stream.IntStream.range(0, values.length)
        .mapToObj(i -> Float.toString(values[i]))
        .collect(Collectors.joining(" "));
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  private static float[] log(float[] values) {
    float[] logs = new float[values.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(values[i]);
    }
    return logs;
  }

  private static float[] exp(float[] logs) {
    float[] values = new float[logs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.exp(logs[i]);
    }
    return values;
  }

  public AssessorWeights {
    requireNonNull(tokenizer, "tokenizer");
    requireNonNull(standardisation, "standardisation");
    requireNonNull(blend, "blend");
    requireNonNull(calibration, "calibration");
    requireNonNull(mixture, "mixture");
    requireNonNull(opinion, "opinion");
    if (!(threshold > 0 && threshold < 1)) {
      throw new ModelException(
          "The assessor's weights: threshold must lie between 0 and 1, got " + threshold);
    }
    requireNonNull(detector, "detector");
  }
}
