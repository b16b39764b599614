package org.hilum.pacs.results;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.Vector;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.results.ResultDocument.Algorithm;
import org.hilum.pacs.results.ResultDocument.Section;
import org.hilum.pacs.results.ResultDocument.Topic;
import org.hilum.pacs.results.ResultDocument.Verification;
import org.jspecify.annotations.Nullable;

/** Documents and nodules for the tests of the objects. */
final class Results {

  static final LocalDateTime AT = LocalDateTime.of(2026, 3, 4, 5, 6, 7);

  private Results() {}

  static ResultSource source(List<Path> files) throws Exception {
    List<DicomInstance> slices = new ArrayList<>();
    for (Path file : files) {
      slices.add(new DicomFiles().readHeader(file));
    }
    slices.sort(java.util.Comparator.comparingDouble(s -> s.image().position().z()));
    return new ResultSource(slices.get(0), slices);
  }

  static ResultDocument draft(String language) {
    return document(language, null, List.of());
  }

  static ResultDocument signed(String language, InstanceReference... predecessors) {
    return document(
        language,
        new Verification("Wang^XiaoDong=王^小东", "Radiology <&> 放射科", AT),
        List.of(predecessors));
  }

  private static ResultDocument document(
      String language, @Nullable Verification verification, List<InstanceReference> predecessors) {
    return new ResultDocument(
        "test/" + (verification == null ? "draft" : "signed" + predecessors.size()),
        language,
        "胸部CT报告 / Chest CT",
        "Research use only. 仅供研究。",
        List.of(
            new Section(Topic.FINDINGS, "所见", List.of("右肺上叶 ≥ 8 mm 结节 <b>&", "第二段 \\ back")),
            new Section(Topic.IMPRESSION, "印象", List.of("一枚结节")),
            new Section(Topic.RECOMMENDATION, "建议", List.of("随访")),
            new Section(Topic.LIMITS, "局限", List.of())),
        new Algorithm("Hilum", "1-abcdef"),
        AT,
        verification,
        predecessors);
  }

  /** A ball of pixels on some slices around the middle of the image. */
  static NoduleResult nodule(int number, ResultSource source, int slice, int radius) {
    DicomInstance.Image image = source.slices().get(slice).image();
    TreeMap<Integer, BitSet> pixels = new TreeMap<>();
    for (int s = Math.max(0, slice - 1);
        s <= Math.min(source.slices().size() - 1, slice + 1);
        s++) {
      BitSet bits = new BitSet();
      for (int row = image.rows() / 2 - radius; row <= image.rows() / 2 + radius; row++) {
        int from = row * image.columns() + image.columns() / 2 - radius + number % 3;
        bits.set(from, from + 2 * radius + (s == slice ? 1 : 0));
      }
      pixels.put(s, bits);
    }
    return new NoduleResult(
        number,
        DicomUids.derive("nodule" + number),
        "Hilum nodule " + number,
        new Vector(-20, -30.5, source.slices().get(slice).image().position().z()),
        8.4,
        6.1,
        210.4,
        number % 2 == 0 ? NoduleResult.Side.LEFT : NoduleResult.Side.RIGHT,
        new NoduleResult.Probability(0.42, 0.2, 0.61),
        0.93,
        List.of(
            new NoduleResult.Evaluation(
                Code.own("texture", "Texture"), new Code("RID50151", "RADLEX", "Solid"))),
        number % 2 == 1,
        slice,
        pixels);
  }

  static BufferedImage picture() {
    BufferedImage picture = new BufferedImage(33, 31, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.drawOval(4, 4, 20, 20);
    graphics.dispose();
    return picture;
  }
}
