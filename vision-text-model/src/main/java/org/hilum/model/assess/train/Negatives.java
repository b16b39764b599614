package org.hilum.model.assess.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.CandidatePoint;
import org.hilum.model.assess.input.VolumeCrop;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.detect.ReaderMark;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;

/**
 * Finds what is no nodule: bright spots in or beside the lung, away from every mark. They come from
 * the labelled crops themselves, so that all scanners are among them and no network can tell
 * nodules by the scanner, and from whole CTs, where vessels run through many slices.
 */
final class Negatives {

  private static final int REACH_PIXELS = 40;
  private static final int CLEAR_PIXELS = 9;
  private static final double CLEAR_MM = 9;
  private static final int WINDOW = 15;
  private static final double BRIGHT_HU = -500;
  private static final double LEAST_LUNG_MEAN_HU = -900;
  private static final double MOST_LUNG_MEAN_HU = -330;
  private static final int TRIES = 300;

  private Negatives() {}

  /**
   * A spot in a labelled crop; none if the crop shows nothing suitable.
   *
   * @param nodule with the patient's others, as far as they are known
   */
  static List<Seed> inCrop(LidcNodule nodule, SplittableRandom random) {
    CropStack stack = nodule.stack();
    int half = CropStack.SIDE / 2;
    for (int i = 0; i < TRIES; i++) {
      int column = half + random.nextInt(-REACH_PIXELS, REACH_PIXELS + 1);
      int row = half + random.nextInt(-REACH_PIXELS, REACH_PIXELS + 1);
      int slice = random.nextInt(stack.count());
      if (isBrightInLung(stack, column, row, slice) && isClear(nodule, column, row)) {
        double diameter = 4 + 6 * random.nextDouble();
        return List.of(new Seed(stack, slice, column, row, diameter));
      }
    }
    return List.of();
  }

  /** Whether nothing that a reader drew, of this nodule or another, is near in any slice. */
  static boolean isClear(LidcNodule nodule, int column, int row) {
    for (int r = Math.max(0, row - CLEAR_PIXELS);
        r <= Math.min(CropStack.SIDE - 1, row + CLEAR_PIXELS);
        r++) {
      for (int c = Math.max(0, column - CLEAR_PIXELS);
          c <= Math.min(CropStack.SIDE - 1, column + CLEAR_PIXELS);
          c++) {
        int pixel = r * CropStack.SIDE + c;
        if (nodule.readerBits().stream().anyMatch(bits -> bits[pixel] != 0)
            || nodule.others().stream().anyMatch(drawn -> drawn.get(pixel))) {
          return false;
        }
      }
    }
    return true;
  }

  /** The brightest of its 3 x 3 neighbours, with mostly lung around. */
  private static boolean isBrightInLung(CropStack stack, int column, int row, int slice) {
    float here = stack.hu(column, row, slice);
    if (here < BRIGHT_HU) {
      return false;
    }
    for (int r = row - 1; r <= row + 1; r++) {
      for (int c = column - 1; c <= column + 1; c++) {
        if (stack.hu(c, r, slice) > here) {
          return false;
        }
      }
    }
    double sum = 0;
    for (int r = row - WINDOW; r <= row + WINDOW; r += 2) {
      for (int c = column - WINDOW; c <= column + WINDOW; c += 2) {
        sum += stack.hu(c, r, slice);
      }
    }
    double mean = sum / ((WINDOW + 1) * (WINDOW + 1));
    return mean > LEAST_LUNG_MEAN_HU && mean < MOST_LUNG_MEAN_HU;
  }

  /** Spots in a whole CT. */
  static List<Seed> inVolume(
      CtVolume volume, List<ReaderMark> marks, int count, SplittableRandom random) {
    List<Seed> seeds = new ArrayList<>();
    int columns = volume.grid().columns();
    int rows = volume.grid().rows();
    long tries = 4000L * count;
    for (long i = 0; i < tries && seeds.size() < count; i++) {
      int column = columns / 8 + random.nextInt(columns * 3 / 4);
      int row = rows / 8 + random.nextInt(rows * 3 / 4);
      int slice = random.nextInt(volume.grid().slices());
      if (volume.hu(column, row, slice) < BRIGHT_HU || !isPeakInLung(volume, column, row, slice)) {
        continue;
      }
      PatientPoint point = volume.grid().toPatient(column, row, slice);
      if (marks.stream()
          .allMatch(m -> m.center().distanceMmTo(point) > m.diameterMm() / 2 + CLEAR_MM)) {
        CandidatePoint candidate = new CandidatePoint(point, 4 + 6 * random.nextDouble(), 0.5);
        seeds.add(VolumeCrop.around(volume, candidate).seed());
      }
    }
    return seeds;
  }

  private static boolean isPeakInLung(CtVolume volume, int column, int row, int slice) {
    short here = volume.hu(column, row, slice);
    for (int r = row - 1; r <= row + 1; r++) {
      for (int c = column - 1; c <= column + 1; c++) {
        if (volume.hu(c, r, slice) > here) {
          return false;
        }
      }
    }
    double sum = 0;
    for (int r = row - WINDOW; r <= row + WINDOW; r += 2) {
      for (int c = column - WINDOW; c <= column + WINDOW; c += 2) {
        sum += volume.hu(c, r, slice);
      }
    }
    double mean = sum / ((WINDOW + 1) * (WINDOW + 1));
    return mean > LEAST_LUNG_MEAN_HU && mean < MOST_LUNG_MEAN_HU;
  }
}
