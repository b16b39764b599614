package org.hilum.ingest.pacs;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hilum.pacs.net.PacsNode;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Hilum as a DICOM node, and the PACS it asks.
 *
 * @param aeTitle our own AE title
 * @param bindAddress where our receiver listens; 0.0.0.0 lets other machines reach it
 * @param port of our receiver; 0 for any free one
 * @param acceptedCallingAes AE titles that may send to us; empty lets every one in
 * @param nodes the PACS that are polled
 * @param retrieve how studies are fetched
 * @param pollInterval between two questions for new studies
 * @param windowDays how many days back a new study's date may lie, today included; 0 for any date
 * @param minFree below this much free disk space nothing more is taken
 * @param priors which earlier CTs of a patient are fetched before a study is judged
 */
@ConfigurationProperties(prefix = "hilum.pacs", ignoreUnknownFields = false)
public record PacsProperties(
    @DefaultValue("HILUM") String aeTitle,
    @DefaultValue("127.0.0.1") String bindAddress,
    @DefaultValue("11112") int port,
    @DefaultValue Set<String> acceptedCallingAes,
    @DefaultValue List<Node> nodes,
    @DefaultValue("MOVE") Retrieve retrieve,
    @DefaultValue("30s") Duration pollInterval,
    @DefaultValue("7") int windowDays,
    @DefaultValue("2GB") DataSize minFree,
    @DefaultValue Priors priors) {

  public PacsProperties {
    acceptedCallingAes = Set.copyOf(acceptedCallingAes);
    nodes = List.copyOf(nodes);
    if (pollInterval.isZero() || pollInterval.isNegative()) {
      throw new IllegalArgumentException(
          "hilum.pacs.poll-interval must be longer than nothing, got " + pollInterval);
    }
    if (windowDays < 0) {
      throw new IllegalArgumentException(
          "hilum.pacs.window-days must be 0 or more, got " + windowDays);
    }
  }

  /** How studies are fetched. */
  public enum Retrieve {
    /** C-MOVE: the PACS connects to our receiver, which it must know by AE title. */
    MOVE,
    /** C-GET: the study comes over the connection that asks for it. */
    GET
  }

  /**
   * Earlier CTs to fetch.
   *
   * @param count at most so many; 0 for none
   * @param years how far back
   */
  public record Priors(@DefaultValue("1") int count, @DefaultValue("5") int years) {

    public Priors {
      if (count < 0 || count > 10 || years < 1 || years > 100) {
        throw new IllegalArgumentException(
            "hilum.pacs.priors: count must be 0 to 10 and years 1 to 100, got %d and %d"
                .formatted(count, years));
      }
    }
  }

  /** A PACS. */
  public record Node(String aeTitle, String host, int port) {

    public PacsNode toPacsNode() {
      return new PacsNode(aeTitle, host, port);
    }
  }
}
