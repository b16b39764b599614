package org.hilum.model.assess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.Rating;

/** Balls in a lung beside a chest wall: enough for a network to learn something in a few steps. */
public final class SyntheticNodules {

  private static final int SIDE = CropStack.SIDE;

  private SyntheticNodules() {}

  public static List<LidcNodule> some(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<LidcNodule> nodules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodules.add(ball("P" + i, 3 + 9 * random.nextDouble(), random));
    }
    return nodules;
  }

  /** A ball whose radius in pixels decides how malignant the readers find it. */
  public static LidcNodule ball(String patient, double radius, SplittableRandom random) {
    int slices = Math.max(1, (int) (radius * 0.7));
    List<byte[]> images = new ArrayList<>();
    List<byte[]> masks = new ArrayList<>();
    for (int z = 0; z < slices; z++) {
      double away = (z - (slices - 1) / 2.0) * 2 * radius / (slices + 1);
      short[] hu = new short[SIDE * SIDE];
      byte[] mask = new byte[SIDE * SIDE];
      for (int p = 0; p < hu.length; p++) {
        double dx = p % SIDE - SIDE / 2.0;
        double dy = p / SIDE - SIDE / 2.0;
        boolean inside = dx * dx + dy * dy + away * away <= radius * radius;
        int base = p % SIDE > 100 ? 40 : inside ? 20 : -850;
        hu[p] = (short) (base + 25 * random.nextGaussian());
        mask[p] = (byte) (inside ? 15 : 0);
      }
      hu[0] = -1000;
      hu[1] = 1100;
      images.add(normalised(hu));
      masks.add(mask);
    }
    return new LidcNodule(row(patient, slices, radius), CropStack.ofGrey(images, 0.7, 2.0), masks);
  }

  /** Min-max normalises a slice of HU to 8 bits, as the labelled crops were; air is the darkest. */
  public static byte[] normalised(short[] hu) {
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (short value : hu) {
      int clamped = Math.max(value, -1000);
      low = Math.min(low, clamped);
      high = Math.max(high, clamped);
    }
    double scale = high > low ? 255.0 / (high - low) : 0;
    byte[] grey = new byte[hu.length];
    for (int i = 0; i < hu.length; i++) {
      grey[i] = (byte) Math.round((Math.max(hu[i], -1000) - low) * scale);
    }
    return grey;
  }

  private static NoduleRow row(String patient, int slices, double radius) {
    Map<Rating, double[]> ratings = new EnumMap<>(Rating.class);
    for (Rating rating : Rating.values()) {
      ratings.put(rating, repeated(rating == Rating.CALCIFICATION ? 6 : 3));
    }
    ratings.put(Rating.MALIGNANCY, repeated(radius > 7 ? 5 : 1));
    ratings.put(Rating.SPICULATION, repeated(1 + radius / 4));
    return new NoduleRow(
        patient, "nodule-0", Split.TRAIN, slices, 4, true, 2.0, 0.7, 1.4 * radius, "", "", ratings);
  }

  private static double[] repeated(double value) {
    double[] values = new double[4];
    Arrays.fill(values, value);
    return values;
  }
}
