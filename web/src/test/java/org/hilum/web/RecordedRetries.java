package org.hilum.web;

import java.util.ArrayList;
import java.util.List;
import org.hilum.web.deadletter.DeadLetterRetry;
import org.springframework.boot.test.context.TestComponent;

/** Stands where the routes would send a dead letter again, as these tests run none. */
@TestComponent
public final class RecordedRetries implements DeadLetterRetry {

  private final List<Long> retried = new ArrayList<>();
  private boolean broken;

  @Override
  public void retry(long id) {
    if (broken) {
      throw new IllegalStateException("the queue is down");
    }
    retried.add(id);
  }

  public List<Long> retried() {
    return List.copyOf(retried);
  }

  public void breakDown(boolean down) {
    this.broken = down;
  }
}
