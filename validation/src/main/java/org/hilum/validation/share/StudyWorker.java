package org.hilum.validation.share;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.validation.studies.StudyJudge;
import org.hilum.validation.studies.StudyResult;
import org.hilum.validation.studies.StudySource;
import org.jspecify.annotations.Nullable;

/**
 * Takes series from the queue, one at a time, has the model judge them, and answers. Taking a task
 * and answering it are one transaction: the task of a worker that dies goes to another one, and no
 * task is answered twice.
 */
public final class StudyWorker {

  /** A task that so many workers died of is answered as a failure, not given to the next one. */
  private static final int MOST_DELIVERIES = 3;

  private static final long POLL_MS = 1_000;
  private static final long RECONNECT_MS = 5_000;

  private final QueueAddress queue;
  private final StudySource source;
  private final NoduleAnalyzer analyzer;
  private final String name;
  private final Consumer<String> progress;

  /**
   * @param name of this process, for the progress of the run
   */
  public StudyWorker(
      QueueAddress queue,
      StudySource source,
      NoduleAnalyzer analyzer,
      String name,
      Consumer<String> progress) {
    this.queue = queue;
    this.source = source;
    this.analyzer = analyzer;
    this.name = name;
    this.progress = progress;
  }

  /**
   * Works until told to stop, or until nothing came for a while. A broker that goes away is tried
   * again.
   *
   * @param idle null to wait for ever
   * @return how many tasks it answered
   */
  public int work(BooleanSupplier stopped, @Nullable Duration idle) {
    int answered = 0;
    long lastNanos = System.nanoTime();
    while (!isOver(stopped, idle, lastNanos)) {
      try (Connection connection = queue.connect();
          Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
          MessageConsumer tasks = session.createConsumer(session.createQueue(QueueAddress.TASKS));
          MessageProducer answers = session.createProducer(null)) {
        while (!isOver(stopped, idle, lastNanos)) {
          Message message = tasks.receive(POLL_MS);
          if (message != null) {
            answer(message, session, answers);
            session.commit();
            answered++;
            lastNanos = System.nanoTime();
          }
        }
      } catch (JMSException e) {
        progress.accept(
            "the queue %s does not answer (%s); trying again".formatted(queue, e.getMessage()));
        pause();
      }
    }
    return answered;
  }

  private static boolean isOver(BooleanSupplier stopped, @Nullable Duration idle, long lastNanos) {
    return stopped.getAsBoolean()
        || (idle != null && Duration.ofNanos(System.nanoTime() - lastNanos).compareTo(idle) > 0);
  }

  private void answer(Message message, Session session, MessageProducer answers)
      throws JMSException {
    Task task = Messages.read(message, Task.class);
    if (task == null) {
      progress.accept("a message that is no task of this version was taken from the queue");
      return;
    }
    int deliveries = message.getIntProperty("JMSXDeliveryCount");
    Answer answer;
    if (deliveries > MOST_DELIVERIES) {
      answer = failed(task, "%d workers died of it".formatted(deliveries - 1));
    } else {
      answer = judged(task);
    }
    String failure = answer.failure();
    progress.accept(
        "series %s: %s".formatted(task.seriesInstanceUid(), failure == null ? "scored" : failure));
    answers.send(
        session.createQueue(QueueAddress.RESULTS + task.run()),
        Messages.of(session, answer, message.getJMSMessageID()));
  }

  private Answer judged(Task task) {
    String uid = task.seriesInstanceUid();
    if (!source.has(uid)) {
      return failed(task, "is not in the data folder of worker " + name);
    }
    try {
      StudyJudge judge =
          new StudyJudge(source, analyzer, task.operatingThreshold(), task.imageOnly());
      if (!judge.key(uid).equals(task.key())) {
        return failed(
            task,
            "worker %s has other images, another history or another model than the run"
                .formatted(name));
      }
      StudyResult result = judge.judge(uid);
      return new Answer(uid, task.key(), name, result, null);
    } catch (IOException | RuntimeException e) {
      return failed(task, StudyJudge.reason(e));
    }
  }

  private Answer failed(Task task, String why) {
    return new Answer(task.seriesInstanceUid(), task.key(), name, null, why);
  }

  private static void pause() {
    try {
      Thread.sleep(RECONNECT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the queue did not answer", e);
    }
  }
}
