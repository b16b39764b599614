package org.hilum.model.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedCallsTest {

  private static final Executor OWN_THREAD = task -> new Thread(task).start();

  private final ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();
  private final CountDownLatch firstRuns = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  /**
   * Doubles; the first call waits until it is released; a negative question fails, and for 0 there
   * is no memory.
   */
  private final SharedCalls<Integer, Integer> calls =
      new SharedCalls<>(
          questions -> {
            sizes.add(questions.size());
            firstRuns.countDown();
            await(release);
            if (questions.stream().anyMatch(q -> q < 0)) {
              throw new IllegalArgumentException("negative");
            }
            if (questions.contains(0)) {
              throw new OutOfMemoryError("for 0");
            }
            return questions.stream().map(q -> 2 * q).toList();
          });

  @Test
  void whatIsAskedWhileACallRunsGoesIntoTheNextTogether() throws InterruptedException {
    CompletableFuture<List<Integer>> first = ask(List.of(1));
    firstRuns.await();
    List<CompletableFuture<List<Integer>>> others =
        IntStream.range(0, 5).mapToObj(i -> ask(List.of(10 + i, 20 + i))).toList();
    waitUntilAllStand(5);
    release.countDown();
    assertThat(first.join()).containsExactly(2);
    for (int i = 0; i < 5; i++) {
      assertThat(others.get(i).join()).containsExactly(20 + 2 * i, 40 + 2 * i);
    }
    assertThat(sizes).containsExactly(1, 10);
  }

  @Test
  void aFailureIsItsOwnCallersAlone() throws InterruptedException {
    CompletableFuture<List<Integer>> first = ask(List.of(1));
    firstRuns.await();
    CompletableFuture<List<Integer>> good = ask(List.of(3));
    CompletableFuture<List<Integer>> bad = ask(List.of(-1));
    waitUntilAllStand(2);
    release.countDown();
    assertThat(first.join()).containsExactly(2);
    assertThat(good.join()).containsExactly(6);
    assertThatThrownBy(bad::join).hasRootCauseMessage("negative");
    assertThatThrownBy(() -> calls.answer(List.of(-2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoWaitedIsAnsweredThoughAnothersQuestionTookAllMemory() throws InterruptedException {
    CompletableFuture<List<Integer>> first = ask(List.of(1));
    firstRuns.await();
    CompletableFuture<List<Integer>> bad = ask(List.of(0));
    CompletableFuture<List<Integer>> good = ask(List.of(3));
    waitUntilAllStand(2);
    release.countDown();
    assertThat(first.join()).containsExactly(2);
    assertThat(good.join()).containsExactly(6);
    assertThatThrownBy(bad::join).hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(calls.answer(List.of(4))).containsExactly(8);
  }

  private CompletableFuture<List<Integer>> ask(List<Integer> questions) {
    return CompletableFuture.supplyAsync(() -> calls.answer(questions), OWN_THREAD);
  }

  private void waitUntilAllStand(int callers) throws InterruptedException {
    for (int i = 0; i < 1000 && calls.callersWaiting() < callers; i++) {
      Thread.sleep(10);
    }
    assertThat(calls.callersWaiting()).isEqualTo(callers);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
