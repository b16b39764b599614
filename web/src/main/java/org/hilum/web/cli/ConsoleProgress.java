package org.hilum.web.cli;

import java.lang.management.ManagementFactory;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.ledger.StudyMoved;
import org.springframework.transaction.event.TransactionalEventListener;

/** Tells on the terminal how the studies move on, a line every fifth of a step. */
final class ConsoleProgress {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final int STEP_PERCENT = 20;

  private final Map<String, String> last = new ConcurrentHashMap<>();

  @TransactionalEventListener(fallbackExecution = true)
  void moved(StudyMoved event) {
    String stage = event.status() + " " + event.percent() / STEP_PERCENT;
    if (!stage.equals(last.put(event.studyInstanceUid(), stage))) {
      System.out.printf(
          "%s  …%s  %s %d %%  %s%s%n",
          LocalTime.now().format(TIME),
          tail(event.studyInstanceUid()),
          event.status().name().toLowerCase(Locale.ROOT),
          event.percent(),
          event.detail(),
          event.status() == StudyStatus.READY ? ", %d s after the start".formatted(uptime()) : "");
    }
  }

  private static long uptime() {
    return ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
  }

  private static String tail(String uid) {
    return uid.substring(Math.max(0, uid.length() - 8));
  }
}
