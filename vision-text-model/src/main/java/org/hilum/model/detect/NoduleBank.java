package org.hilum.model.detect;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.volume.CropMatcher;
import org.hilum.model.volume.HuEstimate;

/**
 * A split's nodules, read from slices (8-bit crops, normalised slice by slice) and brought back to
 * HU by {@link HuEstimate}.
 */
final class NoduleBank {

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
   * @param split whose nodules
   * @throws NoduleDataException if a file is missing or damaged, or the split has no usable nodule;
   *     the message names it
   */
  static NoduleBank read(NoduleArchive archive, List<NoduleRow> table, Split split) {
    List<NoduleCrop> crops = new ArrayList<>();
    List<NoduleSample> samples =
        samples(archive, table, split, stacks -> crops.addAll(crops(stacks)));
    return new NoduleBank(samples, crops);
  }

  /**
   * As {@link #read}, without the crops: to find these in one another takes longer than all else.
   */
  static List<NoduleSample> readSamples(NoduleArchive archive, List<NoduleRow> table, Split split) {
    return samples(archive, table, split, stacks -> {});
  }

  /**
   * @param alsoOf what to do with each patient's nodules besides
   */
  private static List<NoduleSample> samples(
      NoduleArchive archive,
      List<NoduleRow> table,
      Split split,
      Consumer<List<NoduleStack>> alsoOf) {
    List<NoduleSample> samples = new ArrayList<>();
    Map<String, List<NoduleRow>> patients =
        table.stream()
            .filter(row -> row.split() == split)
            .collect(groupingBy(NoduleRow::patient, LinkedHashMap::new, toList()));
    for (List<NoduleRow> rows : patients.values()) {
      List<NoduleStack> stacks = rows.stream().map(row -> stack(archive, row)).toList();
      stacks.stream().map(NoduleStack::sample).filter(Objects::nonNull).forEach(samples::add);
      alsoOf.accept(stacks);
    }
    if (samples.isEmpty()) {
      throw new NoduleDataException(
          "The table of nodules names no usable one of split " + split.label());
    }
    return samples;
  }

  private static NoduleStack stack(NoduleArchive archive, NoduleRow row) {
    NoduleArchive.Slices slices = archive.slices(row);
    return NoduleStack.of(
        CropStack.SIDE,
        slices.images(),
        slices.masks(),
        orZero(row.pixelSpacingMm()),
        orZero(row.sliceSpacingMm()));
  }

  private static double orZero(double lengthMm) {
    return Double.isNaN(lengthMm) ? 0 : lengthMm;
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
}
