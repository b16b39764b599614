package org.hilum.model.assess.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.regression.SimpleRegression;
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
      SimpleRegression own =
          ownScale(expert, held, AssessorTrainer.answers(judge, held, tokenizer));
      double scale = historyScale(judge, held, tokenizer, seed);
      blend = new Blend(expert, own.getSlope(), own.getIntercept(), scale);
    }
    try (CaseJudge judge = new CaseJudge(network, weights, standardisation, blend)) {
      Evaluation together = new Evaluation(held, AssessorTrainer.answers(judge, held, tokenizer));
      Calibration calibration =
          Calibration.fit(
              together.imageLogits(), together.malignancyLabels(), Calibration.Expectation.OF_FEW);
      return new Fitted(blend, calibration, together);
    }
  }

  /**
   * Least squares from the network's malignancy logit to the measure expert's log-odds. That needs
   * no label, so every nodule of the held patients tells something, and the expert, which remembers
   * six times as many labelled nodules and leaves each out, knows the scale better than the hundred
   * labels here do.
   */
  private static SimpleRegression ownScale(
      MeasureExpert expert, List<LabelledCase> held, List<Answer> answers) {
    SimpleRegression regression = new SimpleRegression();
    for (int i = 0; i < held.size(); i++) {
      if (held.get(i).isNodule()) {
        double network = Calibration.mean(answers.get(i).fromImages());
        float[] ratings = expert.ratings(held.get(i).measures());
        regression.addData(network, expert.malignancyLogOdds(ratings));
      }
    }
    return regression;
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
