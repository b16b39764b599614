package org.hilum.model.torch;

import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls on small arrays side by side, each on one thread. Operators that share so little
 * between threads spend more time on waking them than on arithmetic: the segmenter's look at one
 * window took 4.6 ms on two threads and 2.0 ms on one.
 */
public final class Workers {

  private static @Nullable ThreadPoolExecutor pool;

  private Workers() {}

  /** How many calls may run at once from now on; with one, they run where they are asked for. */
  static synchronized void setCount(int count) {
    if (pool == null) {
      pool =
          new ThreadPoolExecutor(
              count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Worker::new);
    } else if (count > pool.getMaximumPoolSize()) {
      pool.setMaximumPoolSize(count);
      pool.setCorePoolSize(count);
    } else {
      pool.setCorePoolSize(count);
      pool.setMaximumPoolSize(count);
    }
  }

  /** Null where one call at a time is all that is wanted. */
  private static synchronized @Nullable ThreadPoolExecutor pool() {
    return pool == null || pool.getMaximumPoolSize() == 1 ? null : pool;
  }

  /**
   * Of a single item, on a GPU and within a task the caller itself runs them, in turn.
   *
   * @param task called with each item, by several threads at once
   * @return the results, in the order of the items
   * @throws RuntimeException what a task threw; all others have ended then, too
   */
  public static <T, R> List<R> each(List<T> items, Function<T, R> task) {
    ThreadPoolExecutor workers = pool();
    if (workers == null
        || items.size() < 2
        || Thread.currentThread() instanceof Worker
        || TorchModule.onGpu()) {
      return items.stream().map(task).toList();
    }
    List<CompletableFuture<R>> running =
        items.stream()
            .map(item -> CompletableFuture.supplyAsync(() -> task.apply(item), workers))
            .toList();
    try {
      // Of all: a task may use what the caller is about to close.
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
    return running.stream().map(CompletableFuture::join).toList();
  }

  /** A thread whose operators do not share their work with others. */
  private static final class Worker extends Thread {

    Worker(Runnable tasks) {
      super(tasks, "hilum-worker");
      setDaemon(true);
    }

    @Override
    public void run() {
      beAlone();
      super.run();
    }

    /**
     * The engine keeps a number of threads for each thread that it has met, and the last one that
     * it was told for those to come. So a thread that ends at once tells it again.
     */
    private static void beAlone() {
      synchronized (Workers.class) {
        int threads = JniUtils.getNumThreads();
        JniUtils.setNumThreads(1);
        CompletableFuture.runAsync(
                () -> JniUtils.setNumThreads(threads), task -> new Thread(task).start())
            .join();
      }
    }
  }
}
