package org.hilum.model.assess.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.input.Blend;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.input.MeasureExpert;
import org.hilum.model.assess.input.Standardisation;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.HistorySimulator.Simulated;
import org.hilum.model.assess.text.Tokenizer;

/**
 * What is fitted once the network is trained: the expert for measures on the cases learnt from; on
 * patients that were held back the network's own scale, the history's scale, and the calibration of
 * what all of them say together.
 */
final class Fitting {

  private static final int HISTORIES_A_CASE = 3;

  private Fitting() {}

  /** The whole assessor but for the segmenter. */
  record Fitted(Blend blend, Calibration calibration, Evaluation held) {}

  static Fitted of(
      AssessorNetwork network,
      float[] weights,
      Standardisation standardisation,
      List<LabelledCase> fit,
      List<LabelledCase> held,
      Tokenizer tokenizer,
      long seed) {
    MeasureExpert expert =
        MeasureExpert.fit(
            fit.stream().filter(LabelledCase::hasRatings).map(LabelledCase::example).toList());
    Blend blend;
    try (CaseJudge judge = new CaseJudge(network, weights, standardisation)) {
      Evaluation alone = new Evaluation(held, AssessorTrainer.answers(judge, held, tokenizer));
      Calibration own = calibration(alone);
      double scale = historyScale(judge, held, tokenizer, seed);
      blend = new Blend(expert, own.slope(), own.offset(), scale);
    }
    try (CaseJudge judge = new CaseJudge(network, weights, standardisation, blend)) {
      Evaluation together = new Evaluation(held, AssessorTrainer.answers(judge, held, tokenizer));
      return new Fitted(blend, calibration(together), together);
    }
  }

  private static Calibration calibration(Evaluation held) {
    return Calibration.fit(
        held.imageLogits(), held.malignancyLabels(), Calibration.Expectation.OF_FEW);
  }

  /** Least squares from the network's response to what the simulation says a history is worth. */
  private static double historyScale(
      CaseJudge judge, List<LabelledCase> held, Tokenizer tokenizer, long seed) {
    HistorySimulator simulator = new HistorySimulator();
    SplittableRandom random = new SplittableRandom(seed);
    List<CaseJudge.Input> inputs = new ArrayList<>();
    List<Double> evidence = new ArrayList<>();
    for (LabelledCase item : held) {
      if (item.malignancyWeight() != 1) {
        continue;
      }
      for (int i = 0; i < HISTORIES_A_CASE; i++) {
        Simulated simulated = simulator.draw(item.malignancyTarget() > 0.5, random);
        HistoryEncoding encoding = HistoryEncoding.of(simulated.history(), tokenizer);
        inputs.add(new CaseJudge.Input(item.images(), item.measures(), encoding));
        evidence.add(simulated.evidence());
      }
    }
    List<Answer> answers = judge.judge(inputs);
    double both = 0;
    double squares = 1e-9;
    for (int i = 0; i < answers.size(); i++) {
      double moved =
          Calibration.mean(answers.get(i).fromBoth())
              - Calibration.mean(answers.get(i).fromImages());
      both += moved * evidence.get(i);
      squares += moved * moved;
    }
    return both / squares;
  }
}
