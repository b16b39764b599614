package org.hilum.pacs.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The threads of a peer")
class PeerThreadsTest {

  private final PeerThreads threads = new PeerThreads();
  private final ThreadFactory named = threads.named("peer");

  @Test
  void areNumberedDaemons() {
    assertThat(named.newThread(() -> {}).getName()).isEqualTo("peer-1");
    assertThat(named.newThread(() -> {}).getName()).isEqualTo("peer-2");
    assertThat(named.newThread(() -> {}).isDaemon()).isTrue();
  }

  @Test
  void areWaitedForUntilTheyAreDead() throws Exception {
    for (int i = 0; i < 200; i++) {
      CountDownLatch lastStep = new CountDownLatch(1);
      Thread thread = named.newThread(lastStep::countDown);
      thread.start();
      lastStep.await();

      assertThat(threads.awaitEnd(Duration.ofSeconds(5))).isTrue();
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void areNotWaitedForLongerThanAsked() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread =
        named.newThread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();

    assertThat(threads.awaitEnd(Duration.ofMillis(20))).isFalse();
    end.countDown();
    assertThat(threads.awaitEnd(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void doNotWaitForThemselves() throws Exception {
    boolean[] ended = new boolean[1];
    Thread thread =
        named.newThread(
            () -> {
              try {
                ended[0] = threads.awaitEnd(Duration.ofSeconds(5));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    thread.join();

    assertThat(ended[0]).isTrue();
  }
}
