package org.hilum.pacs.net;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.DimseRSPHandler;
import org.jspecify.annotations.Nullable;

/** The answers to one request, taken one by one with a limit on the wait for each. */
final class Responses extends DimseRSPHandler {

  /**
   * @param dataset of an answer that carries one
   */
  record Response(Attributes command, @Nullable Attributes dataset) {

    int status() {
      return command.getInt(Tag.Status, -1);
    }

    boolean pending() {
      return Status.isPending(status());
    }
  }

  private record Event(@Nullable Response response, @Nullable IOException closed) {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  Responses(int messageId) {
    super(messageId);
  }

  @Override
  public void onDimseRSP(
      Association association, Attributes command, @Nullable Attributes dataset) {
    super.onDimseRSP(association, command, dataset);
    events.add(new Event(new Response(command, dataset), null));
  }

  @Override
  public void onClose(Association association) {
    super.onClose(association);
    IOException cause = association.getException();
    events.add(
        new Event(null, cause == null ? new IOException("the association was closed") : cause));
  }

  /**
   * Waits for the next answer.
   *
   * @return {@code null} when the time is over
   * @throws IOException if the association ended instead
   */
  @Nullable Response next(Duration atMost) throws IOException, InterruptedException {
    Event event = events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      return null;
    }
    if (event.closed() != null) {
      throw event.closed();
    }
    return event.response();
  }
}
