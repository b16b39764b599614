package org.hilum.model.assess.train;

import java.nio.file.Path;

/** Trains the assessor from the labelled slices to the weights file. */
public final class AssessorTrainer {

  private AssessorTrainer() {}

  public static void main(String[] args) {
    NoduleSet set =
        NoduleSet.read(Path.of(args[0], "nodules.csv"), Path.of(args[0], "nodules.zip"));
    org.hilum.model.torch.TorchModule.setThreads(1);
    System.out.println(set.counts());
    new SegmenterTraining(
            set.fit(), set.held(), 1, org.hilum.model.assess.net.ComputePrecision.BF16)
        .train(Integer.parseInt(args[2]), Path.of(args[1]), System.out::println);
  }
}
