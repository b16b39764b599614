package org.hilum.ingest.pacs;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.ledger.StudyLedger.Sighting;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;
import org.hilum.pacs.net.SeriesMatch;
import org.hilum.pacs.net.StudyMatch;
import org.hilum.pacs.net.StudyQuery;
import org.hilum.pacs.results.ResultSeries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every PACS for the CT studies of the date window, and picks those ready to be fetched. */
public final class PacsPoller {

  private static final Logger log = LoggerFactory.getLogger(PacsPoller.class);

  private final PacsNodes nodes;
  private final StudyLedger ledger;
  private final int windowDays;
  private final PriorFinder priors;
  private final Clock clock;

  /** The studies this process has asked for, with the number of instances they then had. */
  private final Map<String, Integer> requested = new ConcurrentHashMap<>();

  public PacsPoller(
      PacsNodes nodes, StudyLedger ledger, int windowDays, PriorFinder priors, Clock clock) {
    this.nodes = nodes;
    this.ledger = ledger;
    this.windowDays = windowDays;
    this.priors = priors;
    this.clock = clock;
  }

  /** A study to be fetched, and the AE title of the PACS that has it. */
  public record Request(String studyInstanceUid, String pacsAeTitle) {}

  /**
   * One round of questions. A PACS that does not answer is noted, said once, and asked again in the
   * next round; the others are asked all the same.
   */
  public List<Request> poll() {
    List<Request> requests = new ArrayList<>();
    for (PacsClient client : nodes.all()) {
      try {
        for (StudyMatch match : oldestFirst(client.findStudies(query()))) {
          if (isReady(client, match)) {
            // Fetched first, so that there is something to compare with.
            for (String prior : priors.of(client, match)) {
              requests.add(new Request(prior, client.node().aeTitle()));
            }
            requests.add(new Request(match.studyInstanceUid(), client.node().aeTitle()));
          }
        }
        if (nodes.note(client.node(), null)) {
          log.info("PACS {} answers", client.node());
        }
      } catch (PacsException e) {
        if (nodes.note(client.node(), e.getMessage())) {
          log.warn("{}; asked again every round", e.getMessage());
        }
      }
    }
    return requests;
  }

  /** So that of two new studies of a patient the earlier one is there to compare with. */
  private static List<StudyMatch> oldestFirst(List<StudyMatch> matches) {
    return matches.stream()
        .sorted(
            Comparator.comparing(
                    StudyMatch::date, Comparator.nullsLast(Comparator.<LocalDate>naturalOrder()))
                .thenComparing(
                    StudyMatch::time, Comparator.nullsLast(Comparator.<LocalTime>naturalOrder())))
        .toList();
  }

  private StudyQuery query() {
    LocalDate today = LocalDate.now(clock);
    return windowDays == 0
        ? StudyQuery.ctBetween(null, null)
        : StudyQuery.ctBetween(today.minusDays(windowDays - 1L), today.plusDays(1));
  }

  private boolean isReady(PacsClient client, StudyMatch match) throws PacsException {
    Integer told = match.numberOfInstances();
    int instances =
        told != null ? told : client.countInstances(match.studyInstanceUid()).instances();
    if (instances > 0 && ledger.isDelivered(match.studyInstanceUid())) {
      instances -= ourOwn(client, match.studyInstanceUid());
    }
    Sighting sighting = ledger.sighted(match, client.node().aeTitle(), instances);
    return sighting == Sighting.SETTLED
        && !Integer.valueOf(instances).equals(requested.put(match.studyInstanceUid(), instances));
  }

  /** How many of the instances that a PACS counts are results that Hilum wrote back. */
  private static int ourOwn(PacsClient client, String studyUid) throws PacsException {
    Set<String> ours = ResultSeries.uidsOf(studyUid);
    int count = 0;
    for (SeriesMatch series : client.findSeries(studyUid)) {
      Integer instances = series.numberOfInstances();
      if (ours.contains(series.seriesInstanceUid()) && instances != null) {
        count += instances;
      }
    }
    return count;
  }
}
