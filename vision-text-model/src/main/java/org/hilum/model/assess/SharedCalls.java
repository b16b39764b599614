package org.hilum.model.assess;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Batches questions across callers as they come: one call runs at a time, and takes along all that
 * were asked while the last one ran. Nobody waits for a batch to fill.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
final class SharedCalls<Q, A> {

  private final Function<List<Q>, List<A>> call;
  private final ReentrantLock running = new ReentrantLock();
  private final Queue<Request<Q, A>> waiting = new ConcurrentLinkedQueue<>();

  private record Request<Q, A>(List<Q> questions, CompletableFuture<List<A>> answers) {}

  /**
   * @param call answers each question, in order; called by one thread at a time
   */
  SharedCalls(Function<List<Q>, List<A>> call) {
    this.call = requireNonNull(call, "call");
  }

  /**
   * The answers, in order. A call that fails is repeated for each caller alone, so that nobody
   * suffers from another's questions.
   */
  List<A> answer(List<Q> questions) {
    Request<Q, A> mine = new Request<>(questions, new CompletableFuture<>());
    waiting.add(mine);
    running.lock();
    try {
      if (!mine.answers().isDone()) {
        serveAllWaiting();
      }
    } finally {
      running.unlock();
    }
    try {
      return mine.answers().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** How many callers wait for the call that runs now. */
  int callersWaiting() {
    return running.getQueueLength();
  }

  private void serveAllWaiting() {
    List<Request<Q, A>> together = new ArrayList<>();
    for (Request<Q, A> next = waiting.poll(); next != null; next = waiting.poll()) {
      together.add(next);
    }
    try {
      serve(together);
    } catch (RuntimeException | Error e) {
      together.forEach(this::serveAlone);
    }
  }

  private void serve(List<Request<Q, A>> together) {
    List<A> answers = call.apply(together.stream().flatMap(r -> r.questions().stream()).toList());
    int from = 0;
    for (Request<Q, A> request : together) {
      int to = from + request.questions().size();
      request.answers().complete(List.copyOf(answers.subList(from, to)));
      from = to;
    }
  }

  private void serveAlone(Request<Q, A> request) {
    try {
      serve(List.of(request));
    } catch (RuntimeException | Error e) {
      // Whoever waits must hear of it, or would wait for ever.
      request.answers().completeExceptionally(e);
    }
  }
}
