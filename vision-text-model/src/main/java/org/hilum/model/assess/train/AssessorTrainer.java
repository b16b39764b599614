package org.hilum.model.assess.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.NoduleSentences;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.torch.TorchModule;

/** Trains the assessor from the labelled slices to the weights file. */
public final class AssessorTrainer {

  private AssessorTrainer() {}

  public static void main(String[] args) {
    TorchModule.setThreads(1);
    NoduleSet set =
        NoduleSet.read(Path.of(args[0], "nodules.csv"), Path.of(args[0], "nodules.zip"));
    System.out.println(set.counts());
    Path out = Path.of(args[1]);
    float[] seg =
        new SegmenterTraining(set.fit(), set.held(), 1, ComputePrecision.BF16)
            .train(Integer.parseInt(args[2]), out, System.out::println);
    try (SliceSegmenter segmenter = new SliceSegmenter(seg, ComputePrecision.BF16)) {
      long t = System.nanoTime();
      CasePreparation preparation = new CasePreparation(new Outliner(segmenter));
      SplittableRandom random = new SplittableRandom(5);
      List<LabelledCase> fit = new ArrayList<>(preparation.nodules(set.fit(), random));
      fit.addAll(
          preparation.spots(
              "x", set.fit().stream().flatMap(n -> Negatives.inCrop(n, random).stream()).toList()));
      List<LabelledCase> held = new ArrayList<>(preparation.nodules(set.held(), random));
      held.addAll(
          preparation.spots(
              "x",
              set.held().stream().flatMap(n -> Negatives.inCrop(n, random).stream()).toList()));
      System.out.println(
          "cases " + fit.size() + " " + held.size() + " in " + (System.nanoTime() - t) / 1e9);
      List<String> texts = new ArrayList<>(new HistorySimulator().texts());
      texts.addAll(NoduleSentences.texts());
      Tokenizer tokenizer = Tokenizer.ofTexts(texts);
      System.out.println("vocabulary " + tokenizer.size());
      new AssessorTraining(fit, held, tokenizer, ComputePrecision.BF16, 1)
          .train(Integer.parseInt(args[3]), out, System.out::println);
    }
  }
}
