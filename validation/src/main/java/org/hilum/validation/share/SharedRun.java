package org.hilum.validation.share;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.studies.StudyJudge;
import org.hilum.validation.studies.StudyResult;
import org.hilum.validation.studies.StudyResults;

/**
 * Hands the series of a run out through the queue and collects what comes back. What is kept on
 * disk is not handed out again; what an earlier start of the same run handed out is still in the
 * queue, or its answer is, and Artemis drops a task that it has seen before.
 */
public final class SharedRun {

  private static final long POLL_MS = 1_000;
  private static final long REMIND_NANOS = 60_000_000_000L;

  private final QueueAddress queue;
  private final StudyJudge judge;
  private final StudyResults results;
  private final int workers;
  private final Consumer<String> progress;

  /**
   * @param workers in this process; 0 only hands out
   * @param progress told a line a series
   */
  public SharedRun(
      QueueAddress queue,
      StudyJudge judge,
      StudyResults results,
      int workers,
      Consumer<String> progress) {
    this.queue = queue;
    this.judge = judge;
    this.results = results;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * @param problems series that cannot be read, or on which a worker failed
   * @return the results in the order of the series; those with problems are missing
   * @throws InputException if the queue does not answer
   * @throws IOException if results cannot be kept
   */
  public List<StudyResult> of(List<String> seriesInstanceUids, InputProblems problems)
      throws IOException {
    Map<String, StudyResult> done = new LinkedHashMap<>();
    Map<String, String> waiting = new LinkedHashMap<>();
    for (String uid : seriesInstanceUids) {
      try {
        String key = judge.key(uid);
        StudyResult kept = results.find(key);
        if (kept == null) {
          waiting.put(uid, key);
        } else {
          done.put(uid, kept);
        }
      } catch (IOException | RuntimeException e) {
        problems.add("series " + uid, 0, "not scored: " + StudyJudge.reason(e));
      }
    }
    progress.accept(
        "%d series are already scored, %d go to the queue %s"
            .formatted(done.size(), waiting.size(), queue));
    if (!waiting.isEmpty()) {
      share(waiting, done, problems);
    }
    List<StudyResult> all = new ArrayList<>();
    seriesInstanceUids.stream().map(done::get).filter(Objects::nonNull).forEach(all::add);
    return all;
  }

  private void share(
      Map<String, String> waiting, Map<String, StudyResult> done, InputProblems problems)
      throws IOException {
    AtomicBoolean stopped = new AtomicBoolean();
    ExecutorService pool = Executors.newCachedThreadPool();
    try (Connection connection = queue.connect();
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
      handOut(connection, waiting);
      for (int i = 0; i < workers; i++) {
        StudyWorker worker =
            new StudyWorker(queue, judge.source(), judge.analyzer(), "here", line -> {});
        pool.execute(() -> worker.work(stopped::get, null));
      }
      collect(session, waiting, done, problems);
    } catch (JMSException e) {
      throw new InputException(
          new InputProblem(
              "--queue " + queue,
              0,
              "does not answer (%s); start the broker, then start again to go on where it stopped"
                  .formatted(e.getMessage())),
          e);
    } finally {
      stopped.set(true);
      pool.shutdown();
    }
  }

  private void handOut(Connection connection, Map<String, String> waiting)
      throws JMSException, IOException {
    String run = results.run();
    // Not transacted: a duplicate, which the broker drops, would roll back its transaction.
    try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer tasks = session.createProducer(session.createQueue(QueueAddress.TASKS))) {
      tasks.setDeliveryMode(DeliveryMode.PERSISTENT);
      for (Map.Entry<String, String> series : waiting.entrySet()) {
        String key = series.getValue();
        Task task =
            new Task(run, series.getKey(), key, judge.operatingThreshold(), judge.imageOnly());
        // A series that failed, or whose result was lost, may be tried again: another task.
        String id = String.join(":", run, key, Integer.toString(results.answers(key)));
        tasks.send(Messages.of(session, task, id));
      }
    }
  }

  private void collect(
      Session session,
      Map<String, String> waiting,
      Map<String, StudyResult> done,
      InputProblems problems)
      throws JMSException, IOException {
    int all = waiting.size();
    long lastNanos = System.nanoTime();
    try (MessageConsumer answers =
        session.createConsumer(session.createQueue(QueueAddress.RESULTS + results.run()))) {
      while (!waiting.isEmpty()) {
        Message message = answers.receive(POLL_MS);
        if (message == null) {
          if (System.nanoTime() - lastNanos > REMIND_NANOS) {
            progress.accept(
                "%d series wait for workers (./hilum validate worker --queue %s …)"
                    .formatted(waiting.size(), queue));
            lastNanos = System.nanoTime();
          }
          continue;
        }
        lastNanos = System.nanoTime();
        Answer answer = Messages.read(message, Answer.class);
        if (answer != null && StudyResults.isKey(answer.key())) {
          keep(answer, waiting, done, problems);
          progress.accept(
              "%d/%d series %s: %s by %s"
                  .formatted(
                      all - waiting.size(),
                      all,
                      answer.seriesInstanceUid(),
                      outcome(answer),
                      answer.worker()));
        }
        // Only now: had this process died before, the answer would come again.
        session.commit();
      }
    }
  }

  private static String outcome(Answer answer) {
    String failure = answer.failure();
    StudyResult result = answer.result();
    if (result == null) {
      return "not scored (%s)".formatted(failure);
    }
    return result.refusal() == null
        ? "%d marks, %.1f s".formatted(result.marks().size(), result.seconds())
        : "refused: " + result.refusal();
  }

  private void keep(
      Answer answer,
      Map<String, String> waiting,
      Map<String, StudyResult> done,
      InputProblems problems)
      throws IOException {
    String uid = answer.seriesInstanceUid();
    StudyResult result = answer.result();
    // Counted also if nobody asked: the broker would drop the same task as one that it has seen.
    results.addAnswer(answer.key());
    if (!waiting.remove(uid, answer.key())) {
      return;
    }
    if (result != null) {
      results.save(answer.key(), result);
      done.put(uid, result);
    } else {
      problems.add("series " + uid, 0, "not scored: " + answer.failure());
    }
  }
}
