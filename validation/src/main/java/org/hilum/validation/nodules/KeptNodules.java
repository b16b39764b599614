package org.hilum.validation.nodules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.hilum.model.AtomicFiles;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.validation.segmentation.SegmentationScore;
import org.jspecify.annotations.Nullable;

/** Results on disk, one whole file a nodule, named by its slices, its masks and the model. */
final class KeptNodules {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Changes whenever a kept result would lack something. */
  private static final String FORMAT = "2";

  private final Path folder;

  /**
   * @param folder made with the first result, so that input that cannot be used leaves none behind
   */
  KeptNodules(Path folder) {
    this.folder = folder;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Kept(
      double malignancyProbability,
      NoduleAttributes attributes,
      double longAxisMm,
      NodulePrediction.SimulatedHistory withHistory,
      SegmentationScore segmentation,
      double readersDice,
      byte[] cropPng) {}

  /** Null where there is none that can be read. */
  @Nullable NoduleCase find(LidcNodule nodule, ModelInfo model, String vendor) throws IOException {
    Path file = file(nodule, model);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      Kept kept = JSON.readValue(Files.readString(file), Kept.class);
      return new NoduleCase(
          nodule.row(),
          vendor,
          new NodulePrediction(
              kept.malignancyProbability(),
              kept.attributes(),
              kept.longAxisMm(),
              List.of(),
              kept.withHistory()),
          kept.segmentation(),
          kept.readersDice(),
          kept.cropPng());
    } catch (JsonProcessingException e) {
      // Not of our writing or of an older version: judge again.
      return null;
    }
  }

  void save(LidcNodule nodule, ModelInfo model, NoduleCase judged) throws IOException {
    Kept kept =
        new Kept(
            judged.prediction().malignancyProbability(),
            judged.prediction().attributes(),
            judged.prediction().longAxisMm(),
            judged.prediction().withHistory(),
            judged.segmentation(),
            judged.readersDice(),
            judged.cropPng());
    Files.createDirectories(folder);
    AtomicFiles.write(file(nodule, model), JSON.writeValueAsString(kept));
  }

  private Path file(LidcNodule nodule, ModelInfo model) {
    MessageDigest digest = sha256();
    CropStack stack = nodule.stack();
    String names =
        String.join(
            "\n",
            FORMAT,
            nodule.row().key(),
            // The history is drawn given the label.
            nodule.row().hasMalignancyLabel() ? Boolean.toString(nodule.row().malignant()) : "",
            model.name(),
            model.version(),
            model.precision(),
            Double.toString(stack.pixelSpacingMm()),
            Double.toString(stack.sliceSpacingMm()));
    digest.update(names.getBytes(StandardCharsets.UTF_8));
    ByteBuffer row = ByteBuffer.allocate(CropStack.SIDE * Float.BYTES);
    for (int s = 0; s < stack.count(); s++) {
      for (int r = 0; r < CropStack.SIDE; r++) {
        row.clear();
        for (int c = 0; c < CropStack.SIDE; c++) {
          row.putFloat(stack.hu(c, r, s));
        }
        digest.update(row.array());
      }
      digest.update(nodule.readerBits().get(s));
    }
    return folder.resolve(HexFormat.of().formatHex(digest.digest()) + ".json");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
