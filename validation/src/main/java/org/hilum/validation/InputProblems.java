package org.hilum.validation;

import java.util.ArrayList;
import java.util.List;

/** Collects what was wrong with the input while a run goes on with the rest. Thread-safe. */
public final class InputProblems {

  /** A file whose every row is wrong must not fill the memory. */
  private static final int MAX_KEPT = 10_000;

  private final List<InputProblem> kept = new ArrayList<>();
  private long count;

  public synchronized void add(InputProblem problem) {
    count++;
    if (kept.size() < MAX_KEPT) {
      kept.add(problem);
    }
  }

  public void add(String source, long line, String message) {
    add(new InputProblem(source, line, message));
  }

  /** All that were added, those beyond the kept ones included. */
  public synchronized long count() {
    return count;
  }

  /** The first ten thousand. */
  public synchronized List<InputProblem> kept() {
    return List.copyOf(kept);
  }
}
