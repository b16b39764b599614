package org.hilum.pacs.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one {@link Peer}, to wait for their end: a pool counts as terminated while its
 * last thread still has a few steps to go.
 */
final class PeerThreads {

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** Makes daemon threads of this name, numbered from 1. */
  ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      threads.add(thread);
      return thread;
    };
  }

  /**
   * Waits for all of them but the calling one.
   *
   * @return false if one still runs after that time
   */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    boolean ended = true;
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        ended &= !thread.isAlive();
      }
    }
    return ended;
  }
}
