package org.hilum.model.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.torch.WeightsFile.Tensor;
import org.hilum.model.volume.PatientPoint;

/**
 * Places where a detector saw a nodule and no reader did, to be shown to it more often.
 *
 * @param inVolumes those in whole CTs
 * @param inCrops those in crops, seen from the crop's nodule
 */
record FalseMarks(List<FalseMark> inVolumes, List<FalseMark> inCrops) {

  static final FalseMarks NONE = new FalseMarks(List.of(), List.of());

  private static final double LOWEST_SCORE = 0.1;
  private static final int MOST_IN_A_VOLUME = 50;
  private static final int MOST_IN_A_CROP = 3;

  /** Others each time: all of them would take as long as the training between two minings. */
  private static final int CROPS_SEARCHED = 300;

  private static final String VOLUMES_TENSOR = "falseMarks";
  private static final String CROPS_TENSOR = "falseMarksInCrops";

  /**
   * One of them.
   *
   * @param image index of the volume or of the crop
   */
  record FalseMark(int image, PatientPoint center) {

    /** No finer than a checkpoint keeps it, so that a resumed run composes the same cases. */
    FalseMark {
      center = new PatientPoint((float) center.xMm(), (float) center.yMm(), (float) center.zMm());
    }
  }

  FalseMarks {
    inVolumes = List.copyOf(inVolumes);
    inCrops = List.copyOf(inCrops);
  }

  /**
   * The strongest answers on whole CTs and on some of the crops where no reader drew.
   *
   * @param seed says which crops
   */
  static FalseMarks mined(
      NoduleDetector detector, List<TrainingVolume> volumes, List<NoduleCrop> crops, long seed) {
    List<FalseMark> inVolumes = new ArrayList<>();
    for (int v = 0; v < volumes.size(); v++) {
      TrainingVolume volume = volumes.get(v);
      int index = v;
      strong(detector.detectAtFirstSight(volume.original(), volume.lungs()))
          .filter(
              c ->
                  volume.marks().stream()
                      .noneMatch(m -> covers(m.center(), m.diameterMm(), c.center())))
          .limit(MOST_IN_A_VOLUME)
          .forEach(c -> inVolumes.add(new FalseMark(index, c.center())));
    }
    List<FalseMark> inCrops = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < Math.min(crops.size(), CROPS_SEARCHED); i++) {
      int index = random.nextInt(crops.size());
      NoduleCrop crop = crops.get(index);
      strong(detector.detectAtFirstSight(crop.region(false), crop.searched()))
          .filter(c -> !crop.isDrawn(c.center()))
          .limit(MOST_IN_A_CROP)
          .forEach(c -> inCrops.add(new FalseMark(index, c.center())));
    }
    return new FalseMarks(inVolumes, inCrops);
  }

  private static Stream<Candidate> strong(List<Candidate> candidates) {
    return candidates.stream().filter(c -> c.score() >= LOWEST_SCORE);
  }

  /** Whether what readers drew is too near for a mark there to be called false. */
  static boolean covers(PatientPoint center, double diameterMm, PatientPoint mark) {
    return center.distanceMmTo(mark) < Math.max(6, diameterMm);
  }

  /** For a checkpoint. */
  Map<String, Tensor> tensors() {
    return Map.of(VOLUMES_TENSOR, tensor(inVolumes), CROPS_TENSOR, tensor(inCrops));
  }

  /** Out of a checkpoint. */
  static FalseMarks of(WeightsFile checkpoint) {
    return new FalseMarks(
        marks(checkpoint.tensor(VOLUMES_TENSOR)), marks(checkpoint.tensor(CROPS_TENSOR)));
  }

  private static Tensor tensor(List<FalseMark> marks) {
    float[] values = new float[4 * marks.size()];
    for (int i = 0; i < marks.size(); i++) {
      PatientPoint center = marks.get(i).center();
      values[4 * i] = marks.get(i).image();
      values[4 * i + 1] = (float) center.xMm();
      values[4 * i + 2] = (float) center.yMm();
      values[4 * i + 3] = (float) center.zMm();
    }
    return Tensor.of(values);
  }

  private static List<FalseMark> marks(Tensor tensor) {
    float[] values = tensor.values();
    List<FalseMark> marks = new ArrayList<>();
    for (int i = 0; i + 3 < values.length; i += 4) {
      PatientPoint center = new PatientPoint(values[i + 1], values[i + 2], values[i + 3]);
      marks.add(new FalseMark((int) values[i], center));
    }
    return marks;
  }
}
