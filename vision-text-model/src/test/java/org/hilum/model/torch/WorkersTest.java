package org.hilum.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkersTest {

  private int before;

  @BeforeEach
  void setTwo() {
    try (NDManager manager = TorchModule.newManager()) {
      before = JniUtils.getNumThreads();
      TorchModule.setThreads(2);
    }
  }

  @AfterEach
  void restore() {
    TorchModule.setThreads(before);
  }

  @Test
  void runTwoAtOnceAndKeepTheOrder() {
    CountDownLatch both = new CountDownLatch(2);

    List<Boolean> met =
        Workers.each(
            List.of(1, 2),
            i -> {
              both.countDown();
              return awaited(both);
            });

    assertThat(met).containsExactly(true, true);
    List<Integer> many = IntStream.range(0, 100).boxed().toList();
    assertThat(Workers.each(many, i -> 2 * i)).isEqualTo(many.stream().map(i -> 2 * i).toList());
  }

  /** Nor do the threads that come after them, such as a server's, or the caller. */
  @Test
  void shareNoOperatorWithOthersButLeaveOthersAsTheyWere() throws InterruptedException {
    assertThat(Workers.each(List.of(1, 2, 3, 4), i -> JniUtils.getNumThreads())).containsOnly(1);

    assertThat(JniUtils.getNumThreads()).isEqualTo(2);
    AtomicInteger later = new AtomicInteger();
    Thread thread = new Thread(() -> later.set(JniUtils.getNumThreads()));
    thread.start();
    thread.join();
    assertThat(later).hasValue(2);
  }

  @Test
  void runTasksOfTasksWithoutWaitingForThemselves() {
    assertThat(
            Workers.each(List.of(1, 2, 3), i -> Workers.each(List.of(10 * i, 20 * i), j -> j + 1)))
        .containsExactly(List.of(11, 21), List.of(21, 41), List.of(31, 61));
  }

  @Test
  void throwWhatATaskThrewAfterAllHaveEnded() {
    Set<Integer> ended = ConcurrentHashMap.newKeySet();

    assertThatThrownBy(
            () ->
                Workers.each(
                    List.of(1, 2, 3),
                    i -> {
                      if (i == 1) {
                        throw new IllegalStateException("the first");
                      }
                      ended.add(i);
                      return i;
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the first");

    assertThat(ended).containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void areTheCallerItselfWhereOneThreadIsAllThatIsWanted() {
    TorchModule.setThreads(1);

    assertThat(Workers.each(List.of(1, 2), i -> Thread.currentThread()))
        .containsOnly(Thread.currentThread());
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
