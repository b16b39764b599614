package org.hilum.ingest.pacs;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hilum.pacs.net.DicomTimeouts;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsNode;
import org.jspecify.annotations.Nullable;

/** The PACS that Hilum asks, by AE title, and how each answered last. */
public final class PacsNodes implements AutoCloseable {

  private final Map<String, PacsClient> clients = new LinkedHashMap<>();
  private final Map<String, State> states = new ConcurrentHashMap<>();
  private final Clock clock;

  public PacsNodes(String ourAeTitle, List<PacsNode> nodes, Clock clock) {
    this.clock = clock;
    for (PacsNode node : nodes) {
      clients.put(node.aeTitle(), new PacsClient(ourAeTitle, node, DicomTimeouts.defaults()));
    }
  }

  /**
   * How a PACS answered last.
   *
   * @param problem one line; null where it answered well
   * @param since when it began to answer so
   */
  public record State(PacsNode node, @Nullable String problem, Instant since) {}

  public Collection<PacsClient> all() {
    return clients.values();
  }

  /**
   * @throws IllegalArgumentException if no PACS of this AE title is configured
   */
  public PacsClient byAeTitle(String aeTitle) {
    PacsClient client = clients.get(aeTitle);
    if (client == null) {
      throw new IllegalArgumentException(
          "no PACS with the AE title %s is configured; add it to hilum.pacs.nodes"
              .formatted(aeTitle));
    }
    return client;
  }

  /** Notes how a PACS answered; returns whether that is news. */
  boolean note(PacsNode node, @Nullable String problem) {
    State before = states.get(node.aeTitle());
    boolean news = before == null || (before.problem() == null) != (problem == null);
    Instant since = news || before == null ? clock.instant() : before.since();
    states.put(node.aeTitle(), new State(node, problem, since));
    return news;
  }

  /** Each PACS that was asked at least once. */
  public List<State> states() {
    return clients.keySet().stream().map(states::get).filter(state -> state != null).toList();
  }

  @Override
  public void close() {
    clients.values().forEach(PacsClient::close);
  }
}
