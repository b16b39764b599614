package org.hilum.validation.studies;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.hilum.validation.InputProblems;
import org.jspecify.annotations.Nullable;

/**
 * Has a model judge many series, each once: what is already kept for the same content and model is
 * taken as it is. One worker holds one volume, so that memory does not grow with the collection.
 */
public final class StudyRun {

  private final StudyJudge judge;
  private final StudyResults results;
  private final int workers;
  private final Consumer<String> progress;

  /**
   * @param progress told a line a series
   */
  public StudyRun(StudyJudge judge, StudyResults results, int workers, Consumer<String> progress) {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be at least one worker, got " + workers);
    }
    this.judge = judge;
    this.results = results;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * @param problems series that cannot be read, or on which the model failed
   * @return the results in the order of the series; those with problems are missing
   */
  public List<StudyResult> of(List<String> seriesInstanceUids, InputProblems problems) {
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    long start = System.nanoTime();
    AtomicInteger done = new AtomicInteger();
    AtomicInteger scored = new AtomicInteger();
    try {
      List<Future<@Nullable StudyResult>> futures = new ArrayList<>();
      for (String uid : seriesInstanceUids) {
        futures.add(
            pool.submit(
                () -> {
                  Scored one = score(uid, problems);
                  if (one.fresh()) {
                    scored.incrementAndGet();
                  }
                  tell(one, uid, done.incrementAndGet(), scored.get(), seriesInstanceUids, start);
                  return one.result();
                }));
      }
      List<StudyResult> all = new ArrayList<>();
      for (Future<@Nullable StudyResult> future : futures) {
        StudyResult result = future.get();
        if (result != null) {
          all.add(result);
        }
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted; start again to go on where it stopped", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * @param fresh whether it was judged now and not taken from disk
   */
  private record Scored(@Nullable StudyResult result, boolean fresh, String outcome) {}

  private Scored score(String uid, InputProblems problems) {
    try {
      String key = judge.key(uid);
      StudyResult kept = results.find(key);
      if (kept != null) {
        return new Scored(kept, false, "already scored");
      }
      StudyResult result = judge.judge(uid);
      results.save(key, result);
      String refusal = result.refusal();
      return new Scored(
          result,
          true,
          refusal == null
              ? "%d marks, %.1f s".formatted(result.marks().size(), result.seconds())
              : "refused: " + refusal);
    } catch (IOException | RuntimeException e) {
      String why = "not scored: " + StudyJudge.reason(e);
      problems.add("series " + uid, 0, why);
      return new Scored(null, true, why);
    }
  }

  private void tell(
      Scored one, String uid, int done, int scored, List<String> all, long startNanos) {
    double elapsed = (System.nanoTime() - startNanos) / 1e9;
    int left = all.size() - done;
    String rest =
        left > 0 && scored > 0
            ? ", about %.0f min left at most".formatted(Math.ceil(elapsed / scored * left / 60))
            : "";
    progress.accept("%d/%d series %s: %s%s".formatted(done, all.size(), uid, one.outcome(), rest));
  }
}
