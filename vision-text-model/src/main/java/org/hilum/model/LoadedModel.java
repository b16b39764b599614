package org.hilum.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.MixtureAssessor;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.detect.DetectorTrainer;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.Precision;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.WeightsFile;
import org.jspecify.annotations.Nullable;

/**
 * The two networks of one folder of weights, ready to run.
 *
 * @param info names the weights and the precision
 * @param threshold the nodule probability from which the weights call a candidate a finding
 */
public record LoadedModel(
    NoduleDetector detector, MixtureAssessor assessor, ModelInfo info, double threshold)
    implements AutoCloseable {

  private static final String NAME = "Hilum";

  /** To be raised whenever the code that interprets the weights changes its answers. */
  private static final String CODE_VERSION = "17";

  private static final String SHIPPED = "/org/hilum/model/weights/";

  public LoadedModel {
    requireNonNull(detector, "detector");
    requireNonNull(assessor, "assessor");
    requireNonNull(info, "info");
  }

  /**
   * @throws ModelException if weights are missing, corrupt, of another architecture or of two
   *     trainings, or the native engine does not load; the message names what is wrong
   */
  public static LoadedModel load(ModelConfig config) {
    TorchModule.setThreads(config.threads());
    Path folder = config.weightsFolder();
    WeightsFile detectorWeights =
        folder == null
            ? shippedDetector()
            : WeightsFile.read(
                folder.resolve(DetectorTrainer.WEIGHTS), NoduleDetector.ARCHITECTURE);
    AssessorWeights assessorWeights =
        folder == null
            ? AssessorWeights.shipped()
            : AssessorWeights.read(folder.resolve(AssessorWeights.FILE));
    Precision asked = config.precision();
    Precision precision = asked == null ? NoduleDetector.suited(detectorWeights) : asked;
    ModelInfo info = new ModelInfo(NAME, version(folder), precision.label());
    NoduleDetector detector = NoduleDetector.of(detectorWeights, precision);
    try {
      return new LoadedModel(
          detector,
          new MixtureAssessor(assessorWeights, detector, ComputePrecision.beside(precision)),
          info,
          assessorWeights.threshold());
    } catch (RuntimeException e) {
      detector.close();
      throw e;
    }
  }

  static WeightsFile shippedDetector() {
    return WeightsFile.readResource(
        LoadedModel.class, SHIPPED + DetectorTrainer.WEIGHTS, NoduleDetector.ARCHITECTURE);
  }

  /** The code's version and a hash of all weights. */
  private static String version(@Nullable Path folder) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : List.of(DetectorTrainer.WEIGHTS, AssessorWeights.FILE)) {
        try (InputStream in =
            folder == null
                ? LoadedModel.class.getResourceAsStream(SHIPPED + file)
                : Files.newInputStream(folder.resolve(file))) {
          digest.update(requireNonNull(in, file).readAllBytes());
        }
      }
      return CODE_VERSION + "-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new ModelException("The weights cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    detector.close();
    assessor.close();
  }
}
