package org.hilum.ingest.pacs;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.ledger.StudyLedger.Sighting;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;
import org.hilum.pacs.net.StudyMatch;
import org.hilum.pacs.net.StudyQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;

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

  /** Judged studies of which a PACS has more instances than were judged. */
  private final Map<String, Counted> counted = new ConcurrentHashMap<>();

  public PacsPoller(
      PacsNodes nodes, StudyLedger ledger, int windowDays, PriorFinder priors, Clock clock) {
    this.nodes = nodes;
    this.ledger = ledger;
    this.windowDays = windowDays;
    this.priors = priors;
    this.clock = clock;
  }

  /**
   * @param told how many instances the PACS says it has
   * @param withoutOurs how many of them are not Hilum's own results
   */
  private record Counted(int told, int withoutOurs) {}

  /** A request that reached no queue is made again in the next round. */
  public void notQueued(String studyUid) {
    requested.remove(studyUid);
  }

  /** A study, and a PACS that has it. */
  private record Offer(PacsClient client, StudyMatch match, int instances) {

    private static Offer larger(Offer one, Offer other) {
      return other.instances() > one.instances() ? other : one;
    }
  }

  /**
   * One round of questions. A PACS that does not answer is noted, said once, and asked again in the
   * next round; the others are asked all the same. So is, in the next round, what was not come to
   * since the database did not answer.
   */
  public List<FetchRequest> poll() {
    List<FetchRequest> requests = new ArrayList<>();
    try {
      for (Offer offer : oldestFirst(offers())) {
        try {
          requests.addAll(request(offer));
        } catch (ConcurrencyFailureException | DataIntegrityViolationException e) {
          log.warn(
              "Study {} is asked for again: {}", offer.match().studyInstanceUid(), e.getMessage());
        }
      }
    } catch (NestedRuntimeException e) {
      // What was found so far is fetched all the same.
      log.warn("The database does not answer, the PACS are asked again: {}", e.getMessage());
    }
    return requests;
  }

  /** Each study once, from the PACS that has the most of it: they may hold different parts. */
  private Collection<Offer> offers() {
    Map<String, Offer> offers = new LinkedHashMap<>();
    for (PacsClient client : nodes.all()) {
      try {
        for (StudyMatch match : client.findStudies(query())) {
          offers.merge(
              match.studyInstanceUid(),
              new Offer(client, match, instances(client, match)),
              Offer::larger);
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
    return offers.values();
  }

  /**
   * The study, if it is ready, and before it earlier ones, so that there is something to compare
   * with.
   */
  private List<FetchRequest> request(Offer offer) {
    String studyUid = offer.match().studyInstanceUid();
    String pacs = offer.client().node().aeTitle();
    Sighting sighting = ledger.sighted(offer.match(), pacs, offer.instances());
    if (sighting == Sighting.GROWING) {
      // It waits again, so what was asked for before does not count, not even of this number.
      requested.remove(studyUid);
    }
    if (sighting != Sighting.SETTLED
        || Integer.valueOf(offer.instances()).equals(requested.get(studyUid))) {
      return List.of();
    }
    List<FetchRequest> requests = new ArrayList<>(priors.of(offer.client(), offer.match()));
    requests.add(new FetchRequest(studyUid, pacs));
    requested.put(studyUid, offer.instances());
    return requests;
  }

  /** So that of two new studies of a patient the earlier one is there to compare with. */
  private static List<Offer> oldestFirst(Collection<Offer> offers) {
    return offers.stream()
        .sorted(
            Comparator.comparing(
                    (Offer offer) -> offer.match().date(),
                    Comparator.nullsLast(Comparator.<LocalDate>naturalOrder()))
                .thenComparing(
                    offer -> offer.match().time(),
                    Comparator.nullsLast(Comparator.<LocalTime>naturalOrder())))
        .toList();
  }

  private StudyQuery query() {
    LocalDate today = LocalDate.now(clock);
    return windowDays == 0
        ? StudyQuery.ctBetween(null, null)
        : StudyQuery.ctBetween(today.minusDays(windowDays - 1L), today.plusDays(1));
  }

  /**
   * What a PACS tells of a study includes the results that Hilum sent there. To count those asks
   * the PACS again, so it is done only for a judged study that seems to have grown, and once for
   * each number told.
   */
  private int instances(PacsClient client, StudyMatch match) throws PacsException {
    String studyUid = match.studyInstanceUid();
    Integer told = match.numberOfInstances();
    if (told == null) {
      return PacsCounts.withoutOurs(client, studyUid);
    }
    if (!ledger.judgedWithLess(studyUid, told)) {
      return told;
    }
    String key = client.node().aeTitle() + " " + studyUid;
    Counted before = counted.get(key);
    if (before == null || before.told() != told) {
      before = new Counted(told, PacsCounts.withoutOurs(client, studyUid));
      counted.put(key, before);
    }
    return before.withoutOurs();
  }
}
