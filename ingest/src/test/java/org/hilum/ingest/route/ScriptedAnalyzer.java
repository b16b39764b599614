package org.hilum.ingest.route;

import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.ModelException;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;

/**
 * An analyzer whose failures a test decides: the real one does not fail on demand. What it finds is
 * one nodule at the volume's origin.
 */
final class ScriptedAnalyzer implements NoduleAnalyzer {

  final AtomicInteger calls = new AtomicInteger();
  volatile String precision = "fp32";
  private final Deque<String> failures = new ConcurrentLinkedDeque<>();

  void failNext(int times, String message) {
    for (int i = 0; i < times; i++) {
      failures.add(message);
    }
  }

  void reset() {
    failures.clear();
    calls.set(0);
    precision = "fp32";
  }

  @Override
  public ModelInfo model() {
    return new ModelInfo("scripted", "test-1", precision);
  }

  @Override
  public AnalysisOutcome analyze(
      CtVolume volume, ClinicalHistory history, AnalysisProgress progress) {
    calls.incrementAndGet();
    progress.at("looking", 50);
    String failure = failures.poll();
    if (failure != null) {
      throw new ModelException(failure);
    }
    return new AnalysisOutcome.Analysed(
        List.of(nodule(volume.grid().origin())), Map.of("looking", 5L));
  }

  /** One voxel in the corner of the volume. */
  static NoduleFinding nodule(PatientPoint center) {
    BitSet bits = new BitSet();
    bits.set(0);
    return new NoduleFinding(
        1,
        center,
        8.5,
        6.1,
        160,
        0.93,
        0.4,
        new NoduleFinding.Interval(0.2, 0.6),
        new NoduleAttributes(4.8, 1.2, 1.4, 4.5, 4.1, 6, 4.2),
        null,
        List.of(new NoduleFinding.ExpertWeight("solid", 1)),
        new NoduleFinding.ModalityShare(0.9, 0.1),
        new NoduleMask(0, 0, 0, 1, 1, 1, bits),
        true);
  }

  @Override
  public void close() {}
}
