package org.hilum.ingest.writeback;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.hilum.db.Analysis;
import org.hilum.db.DeliveredInstance;
import org.hilum.db.Delivery;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.Finding;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.ledger.StoredReports;
import org.hilum.ingest.pacs.PacsNodes;
import org.hilum.ingest.results.ReportPrinter;
import org.hilum.ingest.results.ResultInput;
import org.hilum.ingest.results.ResultObjects;
import org.hilum.ingest.results.TrackingUids;
import org.hilum.ingest.review.StoredStudies;
import org.hilum.ingest.writeback.WriteBackProperties.Kind;
import org.hilum.ingest.writeback.WriteBackProperties.ObjectKind;
import org.hilum.ingest.writeback.WriteBackProperties.Target;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.NoduleFinding;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;
import org.hilum.pacs.net.StoreResult;
import org.hilum.pacs.results.DicomObject;
import org.hilum.pacs.results.InstanceReference;
import org.hilum.pacs.results.ResultDocument.Verification;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.exchange.FhirBundle;
import org.hilum.report.exchange.OruMessage;
import org.hilum.report.exchange.ReportDocument;
import org.hilum.report.exchange.Standing;
import org.hilum.report.pdf.ReportFont;
import org.hilum.report.pdf.ReportPdfRenderer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends one version of a report to one target. What is sent is the same however often it is tried:
 * a target that had it already has nothing new afterwards.
 */
public class ReportDelivery {

  private static final Logger log = LoggerFactory.getLogger(ReportDelivery.class);

  private final WriteBackProperties properties;
  private final DeliveryRepository deliveries;
  private final ReportVersionRepository versions;
  private final StoredStudies studies;
  private final StudyReporter reporter;
  private final PacsNodes nodes;
  private final MllpSender mllp;
  private final FhirSender fhir;
  private final DeliveryLedger ledger;
  private final TransactionTemplate transaction;
  private final Path scratch;
  private final Clock clock;

  /**
   * @param scratch a folder for the objects on their way
   * @throws IllegalArgumentException if a target is a PACS that is not configured
   */
  public ReportDelivery(
      WriteBackProperties properties,
      DeliveryRepository deliveries,
      ReportVersionRepository versions,
      StoredStudies studies,
      StudyReporter reporter,
      PacsNodes nodes,
      DeliveryLedger ledger,
      TransactionTemplate transaction,
      Path scratch,
      Clock clock) {
    properties.targets().forEach(target -> requireNode(target, nodes));
    this.properties = properties;
    this.deliveries = deliveries;
    this.versions = versions;
    this.studies = studies;
    this.reporter = reporter;
    this.nodes = nodes;
    this.mllp = new MllpSender(properties.timeout());
    this.fhir = new FhirSender(properties.timeout());
    this.ledger = ledger;
    this.transaction = transaction;
    this.scratch = scratch;
    this.clock = clock;
  }

  private static void requireNode(Target target, PacsNodes nodes) {
    if (target.kind() != Kind.DICOM) {
      return;
    }
    try {
      nodes.byAeTitle(requireNonNull(target.node()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "hilum.write-back.targets: %s: %s".formatted(target.name(), e.getMessage()), e);
    }
  }

  /**
   * Sends it, unless it has been sent, or the target keeps one report a study and has a newer one.
   *
   * @throws IOException if the target did not take all of it, or the images are gone; the message
   *     says which
   */
  public void deliver(long deliveryId) throws IOException {
    if (!ledger.isQueued(deliveryId)) {
      return;
    }
    Loaded loaded = inTransaction(() -> load(deliveryId));
    Target target = loaded.target();
    ResultObjects objects = ResultObjects.of(loaded.input());
    byte @Nullable [] pdf =
        target.objects().contains(ObjectKind.PDF) ? print(loaded, objects) : null;
    switch (target.kind()) {
      case DICOM -> archive(deliveryId, target, objects, pdf);
      case HL7 -> {
        String message = OruMessage.of(document(loaded, pdf), OruMessage.Route.unaddressed());
        tell(
            deliveryId,
            loaded,
            () -> mllp.send(requireNonNull(target.host()), target.port(), target.tls(), message));
      }
      case FHIR -> {
        byte[] bundle = FhirBundle.json(document(loaded, pdf));
        tell(
            deliveryId,
            loaded,
            () -> fhir.send(requireNonNull(target.url()), target.bearerToken(), bundle));
      }
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private interface Sending {
    void run() throws IOException;
  }

  private <T> T inTransaction(Work<T> work) throws IOException {
    try {
      return requireNonNull(
          transaction.execute(
              status -> {
                try {
                  return work.run();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
    } catch (UncheckedIOException e) {
      throw requireNonNull(e.getCause());
    }
  }

  /**
   * An archive keeps the objects of every version, in whatever order they come; whichever process
   * sends them, it gets each once.
   */
  private void archive(long deliveryId, Target target, ResultObjects objects, byte @Nullable [] pdf)
      throws IOException {
    String commitmentUid =
        target.commitment() ? DicomUids.derive(UUID.randomUUID().toString()) : null;
    List<InstanceReference> sent =
        inTransaction(
            () -> {
              deliveries.lock("delivery " + deliveryId);
              if (!ledger.isQueued(deliveryId)) {
                return List.of();
              }
              long start = System.nanoTime();
              List<InstanceReference> references = send(client(target), target, objects, pdf);
              ledger.sent(deliveryId, instances(references), since(start), commitmentUid);
              return references;
            });
    if (commitmentUid != null && !sent.isEmpty()) {
      askForCommitment(deliveryId, client(target), commitmentUid, sent);
    }
  }

  private static List<DeliveredInstance> instances(List<InstanceReference> references) {
    return references.stream()
        .map(
            each ->
                new DeliveredInstance(
                    each.seriesInstanceUid(), each.sopClassUid(), each.sopInstanceUid()))
        .toList();
  }

  /**
   * What these targets hear last is what they show: so they are told of one version of a study's
   * report at a time, whichever process sends it, and of none after a newer one.
   */
  private void tell(long deliveryId, Loaded loaded, Sending sending) throws IOException {
    inTransaction(
        () -> {
          deliveries.lock(
              "delivery of %s to %s"
                  .formatted(loaded.document().identity(), loaded.target().name()));
          if (!ledger.isQueued(deliveryId)) {
            return deliveryId;
          }
          if (deliveries.isOvertaken(deliveryId)) {
            ledger.superseded(deliveryId);
            return deliveryId;
          }
          long start = System.nanoTime();
          sending.run();
          ledger.sent(deliveryId, List.of(), since(start), null);
          return deliveryId;
        });
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private PacsClient client(Target target) {
    return nodes.byAeTitle(requireNonNull(target.node()));
  }

  private static byte[] print(Loaded loaded, ResultObjects objects) throws IOException {
    ReportPrinter printer = new ReportPrinter(new ReportPdfRenderer(ReportFont.installed()));
    ResultInput input = loaded.input();
    return printer.print(input.report(), input.findings(), objects, loaded.document().issuedAt());
  }

  private static ReportDocument document(Loaded loaded, byte @Nullable [] pdf) {
    return pdf == null ? loaded.document() : loaded.document().withPdf(pdf);
  }

  /** A PACS that cannot vouch has the objects all the same: that is no failure of the delivery. */
  private void askForCommitment(
      long deliveryId, PacsClient client, String uid, List<InstanceReference> sent) {
    try {
      client.requestCommitment(uid, sent);
    } catch (PacsException e) {
      log.warn("{}", e.getMessage());
      ledger.notCommitted(deliveryId, String.valueOf(e.getMessage()));
    }
  }

  private List<InstanceReference> send(
      PacsClient client, Target target, ResultObjects objects, byte @Nullable [] pdf)
      throws IOException {
    Files.createDirectories(scratch);
    Path folder = Files.createTempDirectory(scratch, "delivery");
    try {
      List<InstanceReference> references = new ArrayList<>();
      List<Path> files = new ArrayList<>();
      for (DicomObject object : chosen(target, objects, pdf)) {
        Path file = folder.resolve(files.size() + ".dcm");
        object.writeTo(file);
        files.add(file);
        references.add(object.reference());
      }
      StoreResult result = client.store(files);
      if (!result.failures().isEmpty()) {
        throw new IOException(
            "%s did not take %d of %d objects: %s"
                .formatted(
                    target.name(),
                    result.failures().size(),
                    files.size(),
                    result.failures().get(0).reason()));
      }
      return references;
    } catch (PacsException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      try (Stream<Path> left = Files.walk(folder)) {
        for (Path file : left.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static List<DicomObject> chosen(
      Target target, ResultObjects objects, byte @Nullable [] pdf) throws IOException {
    List<DicomObject> chosen = new ArrayList<>();
    for (ObjectKind kind : target.objects()) {
      switch (kind) {
        case MEASUREMENTS -> chosen.add(objects.measurements());
        case TEXT -> chosen.add(objects.text());
        case KEY_IMAGES -> chosen.addAll(objects.keyImages());
        case PDF -> chosen.add(objects.pdf(requireNonNull(pdf)));
        case SEGMENTATION -> {
          DicomObject segmentation = objects.segmentation();
          if (segmentation != null) {
            chosen.add(segmentation);
          }
        }
      }
    }
    return chosen;
  }

  /**
   * @param document without its PDF, which takes longer to make than the database should wait
   */
  private record Loaded(Target target, ResultInput input, ReportDocument document) {}

  private Loaded load(long deliveryId) throws IOException {
    Delivery delivery = deliveries.findWithReport(deliveryId).orElseThrow();
    ReportVersion version =
        versions.findWithFindings(requireNonNull(delivery.getReport().getId())).orElseThrow();
    Analysis analysis = version.getAnalysis();
    JudgedStudy judged = studies.read(analysis, version.getToldFindings());
    LocalDateTime at = LocalDateTime.ofInstant(version.getCreatedAt(), clock.getZone());
    Report report = report(version, judged);
    return new Loaded(
        properties.target(delivery.getTarget()),
        new ResultInput(
            judged.contents().first(),
            judged.slices(),
            ((Analysed) judged.outcome()).nodules(),
            trackingUids(analysis, judged),
            judged.model(),
            report,
            "%s/%d".formatted(analysis.getId(), version.getVersionNumber()),
            at,
            version.isSigned()
                ? new Verification(version.getAuthor(), properties.signingOrganization(), at)
                : null,
            predecessors(version, delivery)),
        new ReportDocument(
                StudyReporter.input(judged),
                report,
                "%s/%s".formatted(delivery.getStudyInstanceUid(), version.getLanguage()),
                version.getVersionNumber(),
                standing(version),
                version.getCreatedAt())
            .withdrawing(told(deliveryId)));
  }

  /** The numbers of the nodules that the target may show; a newer version may have come first. */
  private List<Integer> told(long deliveryId) {
    return deliveries.findVersionsForTarget(deliveryId).stream()
        .flatMap(version -> version.getToldFindings().stream())
        .toList();
  }

  private static Standing standing(ReportVersion version) {
    return switch (version.getStatus()) {
      case DRAFT -> Standing.draft();
      case SIGNED ->
          new Standing(Standing.Status.FINAL, version.getAuthor(), version.getCreatedAt());
      case ADDENDUM ->
          new Standing(Standing.Status.AMENDED, version.getAuthor(), version.getCreatedAt());
    };
  }

  private Report report(ReportVersion version, JudgedStudy judged) {
    Report draft = reporter.draft(judged, Language.ofTag(version.getLanguage())).report();
    return StoredReports.report(version, draft, clock.getZone());
  }

  private static Map<Integer, String> trackingUids(Analysis analysis, JudgedStudy judged) {
    Map<Integer, String> uids = new HashMap<>();
    String series = requireNonNull(analysis.getSeriesInstanceUid());
    for (NoduleFinding nodule : ((Analysed) judged.outcome()).nodules()) {
      uids.put(nodule.id(), TrackingUids.first(series, nodule.center()));
    }
    for (Finding finding : analysis.getFindings()) {
      String uid = finding.getTrackingUid();
      if (uid != null && !finding.isRejected()) {
        uids.put(finding.getNumber(), uid);
      }
    }
    return uids;
  }

  /** The documents of the version that an addendum amends, as this target got them. */
  private List<InstanceReference> predecessors(ReportVersion version, Delivery delivery) {
    @Nullable ReportVersion amended = version.getAmends();
    if (amended == null) {
      return List.of();
    }
    return deliveries.findOne(amended, delivery.getTarget()).stream()
        .flatMap(earlier -> earlier.getInstances().stream())
        .filter(instance -> instance.sopClassUid().startsWith("1.2.840.10008.5.1.4.1.1.88."))
        .map(
            instance ->
                new InstanceReference(
                    delivery.getStudyInstanceUid(),
                    instance.seriesInstanceUid(),
                    instance.sopClassUid(),
                    instance.sopInstanceUid()))
        .toList();
  }
}
