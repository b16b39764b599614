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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.hilum.model.FileTrouble;
import org.hilum.model.volume.CropMatcher;
import org.hilum.model.volume.HuEstimate;

/**
 * A split's nodules, read from slices (8-bit crops, normalised slice by slice) and brought back to
 * HU by {@link HuEstimate}.
 */
final class NoduleBank {

  private static final String[] COLUMNS = {
    "patient", "nodule", "split", "series_uid", "slice_spacing_mm", "pixel_spacing_mm_est"
  };

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
    List<NoduleCrop> crops = new ArrayList<>();
    List<NoduleSample> samples = samples(zip, table, split, stacks -> crops.addAll(crops(stacks)));
    return new NoduleBank(samples, crops);
  }

  /**
   * As {@link #read}, without the crops: to find these in one another takes longer than all else.
   */
  static List<NoduleSample> readSamples(Path zip, Path table, String split) throws IOException {
    return samples(zip, table, split, stacks -> {});
  }

  /**
   * @param alsoOf what to do with each patient's nodules besides
   */
  private static List<NoduleSample> samples(
      Path zip, Path table, String split, Consumer<List<NoduleStack>> alsoOf) throws IOException {
    List<NoduleSample> samples = new ArrayList<>();
    Map<String, List<Map<String, String>>> patients =
        rows(table).stream()
            .filter(row -> split.equals(row.get("split")))
            .collect(groupingBy(row -> row.get("patient"), LinkedHashMap::new, toList()));
    try (ZipFile archive = open(zip)) {
      Map<String, TreeMap<String, ZipEntry>> folders = folders(archive);
      for (List<Map<String, String>> rows : patients.values()) {
        List<NoduleStack> stacks = new ArrayList<>();
        for (Map<String, String> row : rows) {
          stacks.add(stack(archive, folders, row));
        }
        stacks.stream().map(NoduleStack::sample).filter(Objects::nonNull).forEach(samples::add);
        alsoOf.accept(stacks);
      }
    }
    if (samples.isEmpty()) {
      throw new IOException(table + " names no usable nodule of split " + split);
    }
    return samples;
  }

  /** A patient's crops, each with the other nodules that lie in the same slices. */
  private static List<NoduleCrop> crops(List<NoduleStack> stacks) {
    List<CropMatcher> matchers =
        stacks.stream().map(stack -> new CropMatcher(stack.grey(), stack.width())).toList();
    int count = stacks.size();
    List<List<NoduleCrop.Other>> others =
        Stream.generate(() -> (List<NoduleCrop.Other>) new ArrayList<NoduleCrop.Other>())
            .limit(count)
            .toList();
    for (CropMatcher.Pair pair : CropMatcher.pairs(matchers)) {
      NoduleStack first = stacks.get(pair.first());
      NoduleStack second = stacks.get(pair.second());
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

  private static ZipFile open(Path zip) throws IOException {
    try {
      return new ZipFile(zip.toFile());
    } catch (IOException e) {
      throw new IOException(zip + " cannot be read: " + FileTrouble.inWords(e), e);
    }
  }

  private static Map<String, TreeMap<String, ZipEntry>> folders(ZipFile archive) {
    Map<String, TreeMap<String, ZipEntry>> folders = new HashMap<>();
    archive.stream()
        .filter(e -> e.getName().endsWith(".png") && e.getName().contains("/"))
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
    List<String> header = lines.isEmpty() ? List.of() : Arrays.asList(lines.get(0).split(",", -1));
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

  private static NoduleStack stack(
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
    return NoduleStack.of(
        width,
        images.stream().map(NoduleBank::bytes).toList(),
        masks,
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
    BufferedImage image;
    try (InputStream in = archive.getInputStream(entry)) {
      image = ImageIO.read(in);
    } catch (IOException e) {
      throw new IOException(
          "%s: %s cannot be read: %s"
              .formatted(archive.getName(), entry.getName(), FileTrouble.inWords(e)),
          e);
    }
    if (image == null) {
      throw new IOException(archive.getName() + ": " + entry.getName() + " is no image");
    }
    return image;
  }
}
