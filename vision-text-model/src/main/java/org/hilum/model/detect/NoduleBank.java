package org.hilum.model.detect;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.hilum.model.volume.CropMatcher;
import org.hilum.model.volume.DistanceTransform;
import org.hilum.model.volume.HuEstimate;
import org.hilum.model.volume.PatientPoint;
import org.jspecify.annotations.Nullable;

/**
 * A split's nodules, read from slices (8-bit crops, normalised slice by slice) and brought back to
 * HU by {@link HuEstimate}.
 */
final class NoduleBank {

  private static final double MARGIN_MM = 8;
  private static final int FEWEST_READERS = 2;
  private static final double DARKEST_MEAN_HU = -650;

  private static final String[] COLUMNS = {
    "patient", "nodule", "split", "slices", "readers", "slice_spacing_mm", "pixel_spacing_mm_est"
  };

  /** From so many readers on, a nodule in its crop is to be found; below, nobody knows. */
  private static final int CERTAIN_READERS = 3;

  private final List<NoduleSample> samples;
  private final List<NoduleCrop> crops;

  private NoduleBank(List<NoduleSample> samples, List<NoduleCrop> crops) {
    this.samples = List.copyOf(samples);
    this.crops = List.copyOf(crops);
  }

  List<NoduleSample> samples() {
    return samples;
  }

  /** The nodules in their own surroundings; those of fewer readers and the darkest ones too. */
  List<NoduleCrop> crops() {
    return crops;
  }

  /**
   * @param split {@code train} or {@code val}
   * @throws IOException if a file is missing or damaged, the table lacks a column, or a patient is
   *     in both splits; the message names it
   */
  static NoduleBank read(Path zip, Path table, String split) throws IOException {
    List<NoduleSample> samples = new ArrayList<>();
    List<NoduleCrop> crops = new ArrayList<>();
    Map<String, List<Map<String, String>>> patients =
        rows(table).stream()
            .filter(row -> split.equals(row.get("split")))
            .collect(groupingBy(row -> row.get("patient"), LinkedHashMap::new, toList()));
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      Map<String, TreeMap<String, ZipEntry>> folders = folders(archive);
      for (List<Map<String, String>> rows : patients.values()) {
        List<Stack> stacks = new ArrayList<>();
        for (Map<String, String> row : rows) {
          stacks.add(stack(archive, folders, row));
        }
        stacks.stream().map(Stack::sample).filter(Objects::nonNull).forEach(samples::add);
        crops.addAll(crops(stacks));
      }
    }
    if (samples.isEmpty()) {
      throw new IOException(table + " names no usable nodule of split " + split);
    }
    return new NoduleBank(samples, crops);
  }

  /** A patient's crops, each with the other nodules that lie in the same slices. */
  private static List<NoduleCrop> crops(List<Stack> stacks) {
    List<CropMatcher> matchers =
        stacks.stream().map(stack -> new CropMatcher(stack.grey(), stack.width())).toList();
    int count = stacks.size();
    List<List<NoduleCrop.Other>> others =
        Stream.generate(() -> (List<NoduleCrop.Other>) new ArrayList<NoduleCrop.Other>())
            .limit(count)
            .toList();
    for (CropMatcher.Pair pair : CropMatcher.pairs(matchers)) {
      Stack first = stacks.get(pair.first());
      Stack second = stacks.get(pair.second());
      first.other(second, pair.offset()).ifPresent(others.get(pair.first())::add);
      second.other(first, pair.offset().reversed()).ifPresent(others.get(pair.second())::add);
    }
    return IntStream.range(0, count)
        .mapToObj(i -> stacks.get(i).crop(others.get(i)))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The series of patients of another split. */
  static List<String> seriesOutside(String split, Path table) throws IOException {
    return rows(table).stream()
        .filter(row -> !split.equals(row.get("split")))
        .map(row -> row.getOrDefault("series_uid", ""))
        .distinct()
        .toList();
  }

  private static Map<String, TreeMap<String, ZipEntry>> folders(ZipFile archive) {
    Map<String, TreeMap<String, ZipEntry>> folders = new HashMap<>();
    archive.stream()
        .filter(e -> e.getName().endsWith(".png"))
        .forEach(
            e -> {
              int slash = e.getName().lastIndexOf('/');
              folders
                  .computeIfAbsent(e.getName().substring(0, slash), f -> new TreeMap<>())
                  .put(e.getName().substring(slash + 1), e);
            });
    return folders;
  }

  private static List<Map<String, String>> rows(Path table) throws IOException {
    List<String> lines = Files.readAllLines(table);
    List<String> header = Arrays.asList(lines.get(0).split(",", -1));
    for (String column : COLUMNS) {
      if (!header.contains(column)) {
        throw new IOException(table + " lacks the column " + column);
      }
    }
    List<Map<String, String>> rows = new ArrayList<>();
    Map<String, Set<String>> splits = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (cells.length != header.size()) {
        throw new IOException(
            "%s: a row of %d cells under %d columns: %s"
                .formatted(table, cells.length, header.size(), line));
      }
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < cells.length; i++) {
        row.put(header.get(i), cells[i]);
      }
      rows.add(row);
      splits
          .computeIfAbsent(cells[header.indexOf("patient")], p -> new HashSet<>())
          .add(cells[header.indexOf("split")]);
    }
    for (Map.Entry<String, Set<String>> patient : splits.entrySet()) {
      if (patient.getValue().size() > 1) {
        throw new IOException(
            "%s: patient %s is in more than one split: %s"
                .formatted(table, patient.getKey(), patient.getValue()));
      }
    }
    return rows;
  }

  private static Stack stack(
      ZipFile archive, Map<String, TreeMap<String, ZipEntry>> folders, Map<String, String> row)
      throws IOException {
    String folder = row.get("patient") + "/" + row.get("nodule");
    TreeMap<String, ZipEntry> files = folders.getOrDefault(folder, new TreeMap<>());
    List<int[]> images = new ArrayList<>();
    List<int[]> masks = new ArrayList<>();
    int width = 0;
    for (Map.Entry<String, ZipEntry> file : files.entrySet()) {
      BufferedImage image = decode(archive, file.getValue());
      if (image.getWidth() != image.getHeight() || (width > 0 && image.getWidth() != width)) {
        throw new IOException(
            "%s: %s is of %d x %d pixels; slices must be square and of one size"
                .formatted(
                    archive.getName(),
                    file.getValue().getName(),
                    image.getWidth(),
                    image.getHeight()));
      }
      width = image.getWidth();
      int[] pixels = image.getRaster().getSamples(0, 0, width, image.getHeight(), 0, (int[]) null);
      (file.getKey().startsWith("mask") ? masks : images).add(pixels);
    }
    if (images.size() != masks.size() || images.isEmpty()) {
      throw new IOException(
          "%s: %s has %d images and %d masks"
              .formatted(archive.getName(), folder, images.size(), masks.size()));
    }
    int readers = 0;
    for (int[] mask : masks) {
      for (int bits : mask) {
        readers |= bits;
      }
    }
    int readerCount = Integer.bitCount(readers);
    List<byte[]> grey = images.stream().map(NoduleBank::bytes).toList();
    return new Stack(
        width,
        grey,
        hounsfield(grey),
        agreement(masks, readerCount),
        readerCount,
        length(row, "pixel_spacing_mm_est", folder),
        length(row, "slice_spacing_mm", folder));
  }

  private static byte[] bytes(int[] levels) {
    byte[] bytes = new byte[levels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) levels[i];
    }
    return bytes;
  }

  /** A length of a row; 0 where the table leaves it empty. */
  private static double length(Map<String, String> row, String column, String folder)
      throws IOException {
    String text = row.getOrDefault(column, "");
    try {
      return text.isEmpty() ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IOException(column + " of " + folder + " is not a number: " + text, e);
    }
  }

  private static BufferedImage decode(ZipFile archive, ZipEntry entry) throws IOException {
    try (InputStream in = archive.getInputStream(entry)) {
      BufferedImage image = ImageIO.read(in);
      if (image == null) {
        throw new IOException(archive.getName() + ": " + entry.getName() + " is no image");
      }
      return image;
    }
  }

  private static List<float[]> hounsfield(List<byte[]> grey) {
    List<HuEstimate.Scale> scales = HuEstimate.of(grey);
    List<float[]> slices = new ArrayList<>();
    for (byte[] levels : grey) {
      HuEstimate.Scale scale = scales.get(slices.size());
      float[] hu = new float[levels.length];
      for (int p = 0; p < hu.length; p++) {
        hu[p] = scale.hu(levels[p] & 0xff);
      }
      slices.add(hu);
    }
    return slices;
  }

  private static List<float[]> agreement(List<int[]> masks, int readers) {
    List<float[]> slices = new ArrayList<>();
    for (int[] mask : masks) {
      float[] share = new float[mask.length];
      for (int p = 0; p < share.length; p++) {
        share[p] = (float) Integer.bitCount(mask[p]) / readers;
      }
      slices.add(share);
    }
    return slices;
  }

  /** A nodule's slices, and their way onto a grid of 1 mm. */
  private record Stack(
      int width,
      List<byte[]> grey,
      List<float[]> hu,
      List<float[]> agreement,
      int readers,
      double pixelMm,
      double sliceMm) {

    /** Column, row and slice of the centre of what half of the readers drew, and its voxels. */
    private double @Nullable [] middle() {
      double[] sums = new double[4];
      for (int slice = 0; slice < agreement.size(); slice++) {
        float[] share = agreement.get(slice);
        for (int p = 0; p < share.length; p++) {
          if (share[p] >= 0.5f) {
            sums[0] += p % width;
            sums[1] += p / width;
            sums[2] += slice;
            sums[3]++;
          }
        }
      }
      double voxels = sums[3];
      return voxels == 0
          ? null
          : new double[] {sums[0] / voxels, sums[1] / voxels, sums[2] / voxels, voxels};
    }

    private double diameterMm(double voxels) {
      return Math.cbrt(6 * voxels * pixelMm * pixelMm * sliceMm / Math.PI);
    }

    /** Whether it can be shown in three dimensions. */
    private boolean isSolid() {
      return hu.size() >= 2 && pixelMm > 0 && sliceMm > 0;
    }

    /** Another nodule in the same slices; empty where its readers agree on no pixel. */
    Optional<NoduleCrop.Other> other(Stack stack, CropMatcher.Offset offset) {
      double[] mine = middle();
      double[] theirs = stack.middle();
      if (mine == null || theirs == null) {
        return Optional.empty();
      }
      PatientPoint center =
          new PatientPoint(
              (theirs[0] + offset.columns() - mine[0]) * pixelMm,
              (theirs[1] + offset.rows() - mine[1]) * pixelMm,
              (theirs[2] + offset.slices() - mine[2]) * sliceMm);
      return Optional.of(new NoduleCrop.Other(center, diameterMm(theirs[3])));
    }

    @Nullable NoduleCrop crop(List<NoduleCrop.Other> others) {
      double[] middle = middle();
      if (middle == null || !isSolid()) {
        return null;
      }
      byte[] levels = new byte[hu.size() * width * width];
      for (int slice = 0; slice < hu.size(); slice++) {
        float[] values = hu.get(slice);
        for (int p = 0; p < values.length; p++) {
          levels[slice * width * width + p] = NoduleCrop.level(values[p]);
        }
      }
      return new NoduleCrop(
          width,
          hu.size(),
          levels,
          pixelMm,
          sliceMm,
          middle[0],
          middle[1],
          middle[2],
          diameterMm(middle[3]),
          readers >= CERTAIN_READERS,
          others);
    }

    @Nullable NoduleSample sample() {
      double[] centre = middle();
      if (centre == null || readers < FEWEST_READERS || !isSolid()) {
        return null;
      }
      double reachMm = 0;
      double reachZMm = 0;
      double huSum = 0;
      for (int slice = 0; slice < agreement.size(); slice++) {
        float[] share = agreement.get(slice);
        for (int p = 0; p < share.length; p++) {
          if (share[p] > 0) {
            double x = (p % width - centre[0]) * pixelMm;
            double y = (p / width - centre[1]) * pixelMm;
            reachMm = Math.max(reachMm, Math.hypot(x, y));
            reachZMm = Math.max(reachZMm, Math.abs(slice - centre[2]) * sliceMm + sliceMm / 2);
          }
          if (share[p] >= 0.5f) {
            huSum += hu.get(slice)[p];
          }
        }
      }
      if (huSum / centre[3] < DARKEST_MEAN_HU) {
        return null;
      }
      int side = 2 * (int) Math.ceil(reachMm + MARGIN_MM) + 1;
      int height = 2 * (int) Math.ceil(reachZMm + MARGIN_MM) + 1;
      return resampled(centre, side, height);
    }

    private NoduleSample resampled(double[] centre, int side, int height) {
      short[] values = new short[side * side * height];
      byte[] mask = new byte[values.length];
      boolean[] inside = new boolean[values.length];
      int at = 0;
      for (int z = 0; z < height; z++) {
        double slice = centre[2] + (z - height / 2) / sliceMm;
        for (int y = 0; y < side; y++) {
          double row = centre[1] + (y - side / 2) / pixelMm;
          for (int x = 0; x < side; x++, at++) {
            double column = centre[0] + (x - side / 2) / pixelMm;
            values[at] = (short) Math.round(between(hu, column, row, slice, true));
            double share = between(agreement, column, row, slice, false);
            mask[at] = (byte) Math.round(100 * share);
            inside[at] = share >= 0.3;
          }
        }
      }
      float[] squared = new DistanceTransform(side, side, height, 1, 1, 1).squaredMm(inside, true);
      byte[] outside = new byte[values.length];
      for (int i = 0; i < outside.length; i++) {
        outside[i] = (byte) Math.min(127, Math.round(10 * Math.sqrt(squared[i])));
      }
      return new NoduleSample(
          side,
          side,
          height,
          values,
          mask,
          outside,
          diameterMm(centre[3]),
          wallAngle(values, outside, side, height),
          sliceMm <= 1.5);
    }

    /** Trilinear; beyond the last slice the mask ends and the image is held. */
    private double between(
        List<float[]> slices, double column, double row, double slice, boolean held) {
      int below = (int) Math.floor(slice);
      double up = slice - below;
      return (1 - up) * inSlice(slices, column, row, below, held)
          + up * inSlice(slices, column, row, below + 1, held);
    }

    private double inSlice(
        List<float[]> slices, double column, double row, int slice, boolean held) {
      if (!held && (slice < 0 || slice >= slices.size())) {
        return 0;
      }
      float[] image = slices.get(Math.max(0, Math.min(slices.size() - 1, slice)));
      double c = Math.max(0, Math.min(width - 1.001, column));
      double r = Math.max(0, Math.min(width - 1.001, row));
      int left = (int) c;
      int top = (int) r;
      double along = c - left;
      double down = r - top;
      int p = top * width + left;
      return (1 - down) * ((1 - along) * image[p] + along * image[p + 1])
          + down * ((1 - along) * image[p + width] + along * image[p + width + 1]);
    }

    /** The mean direction of tissue just outside the nodule, where much of it lies on one side. */
    private static double wallAngle(short[] hu, byte[] outside, int side, int height) {
      double x = 0;
      double y = 0;
      int shell = 0;
      for (int i = 0; i < hu.length; i++) {
        if (outside[i] >= 30 && outside[i] <= 60 && Math.abs(i / (side * side) - height / 2) <= 3) {
          shell++;
          if (hu[i] > -200) {
            double dx = i % side - side / 2;
            double dy = i / side % side - side / 2;
            double length = Math.hypot(dx, dy);
            if (length > 0) {
              x += dx / length;
              y += dy / length;
            }
          }
        }
      }
      double strength = Math.hypot(x, y) / Math.max(1, shell);
      return strength > 0.15 ? Math.atan2(y, x) : Double.NaN;
    }
  }
}
