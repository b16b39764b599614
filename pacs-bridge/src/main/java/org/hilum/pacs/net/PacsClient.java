package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.internal.pdu.RoleSelection;
import org.aoju.bus.image.metric.service.ServiceHandler;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.results.InstanceReference;
import org.hilum.pacs.toolkit.CharacterSets;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/**
 * Asks one PACS: is it there, what does it hold, send it here, take this. Each call opens its own
 * association and closes it. Thread-safe.
 */
public final class PacsClient implements AutoCloseable {

  /** More answers than any sensible date window gives; a PACS that goes on is cut off. */
  private static final int MAX_MATCHES = 50_000;

  private final PacsNode node;
  private final DicomTimeouts timeouts;
  private final Peer peer;
  private final StoreService incoming = new StoreService();
  private final DicomFiles files = new DicomFiles();

  /**
   * @param callingAe our own AE title, which the PACS must know
   */
  public PacsClient(String callingAe, PacsNode node, DicomTimeouts timeouts) {
    AeTitles.requireValid(callingAe);
    this.node = requireNonNull(node, "node");
    this.timeouts = requireNonNull(timeouts, "timeouts");
    ApplicationEntity entity = new ApplicationEntity(callingAe);
    ServiceHandler services = new ServiceHandler();
    services.addService(incoming);
    entity.setDimseRQHandler(services);
    this.peer = Peer.client(entity, timeouts);
  }

  public PacsNode node() {
    return node;
  }

  /** Asks whether the PACS is there and talks to us (C-ECHO). */
  public void echo() throws PacsException {
    try (OpenAssociation open = open(SopClasses.VERIFICATION, "verification (C-ECHO)")) {
      Responses responses =
          open.send(
              (association, handler) ->
                  association.invoke(
                      association.pcFor(SopClasses.VERIFICATION, null),
                      Commands.mkCEchoRQ(handler.getMessageID(), SopClasses.VERIFICATION),
                      null,
                      handler,
                      0));
      Responses.Response response = open.next(responses, timeouts.response());
      requireSuccess(response, "C-ECHO");
    }
  }

  /** Lists the studies that match (C-FIND, study root). */
  public List<StudyMatch> findStudies(StudyQuery query) throws PacsException {
    Attributes keys = keys("STUDY");
    key(keys, Tag.StudyDate, VR.DA, dateRange(query.fromDate(), query.toDate()));
    key(keys, Tag.StudyTime, VR.TM, null);
    key(keys, Tag.AccessionNumber, VR.SH, query.accessionNumber());
    key(keys, Tag.ModalitiesInStudy, VR.CS, query.modality());
    key(keys, Tag.StudyDescription, VR.LO, null);
    key(keys, Tag.PatientName, VR.PN, null);
    key(keys, Tag.PatientID, VR.LO, query.patientId());
    key(keys, Tag.StudyInstanceUID, VR.UI, query.studyInstanceUid());
    key(keys, Tag.NumberOfStudyRelatedInstances, VR.IS, null);
    List<StudyMatch> matches = new ArrayList<>();
    find(
        keys,
        dataset -> {
          String uid = Values.text(dataset, Tag.StudyInstanceUID);
          List<String> modalities = Values.texts(dataset, Tag.ModalitiesInStudy);
          modalities.removeIf(String::isEmpty);
          // Not every PACS matches by modality; some ignore the key and answer with every study.
          boolean wanted =
              query.modality() == null
                  || modalities.isEmpty()
                  || modalities.contains(query.modality());
          if (DicomUids.isValid(uid) && wanted) {
            matches.add(studyMatch(requireNonNull(uid), modalities, dataset));
          }
        });
    return List.copyOf(matches);
  }

  private static StudyMatch studyMatch(String uid, List<String> modalities, Attributes dataset) {
    return new StudyMatch(
        uid,
        Values.text(dataset, Tag.PatientID),
        Values.text(dataset, Tag.PatientName),
        Values.date(dataset, Tag.StudyDate),
        Values.time(dataset, Tag.StudyTime),
        Values.text(dataset, Tag.StudyDescription),
        Values.text(dataset, Tag.AccessionNumber),
        modalities,
        Values.integer(dataset, Tag.NumberOfStudyRelatedInstances));
  }

  /** Lists the series of a study (C-FIND, study root). */
  public List<SeriesMatch> findSeries(String studyInstanceUid) throws PacsException {
    requireUid(studyInstanceUid);
    Attributes keys = keys("SERIES");
    key(keys, Tag.StudyInstanceUID, VR.UI, studyInstanceUid);
    key(keys, Tag.SeriesInstanceUID, VR.UI, null);
    key(keys, Tag.Modality, VR.CS, null);
    key(keys, Tag.SeriesNumber, VR.IS, null);
    key(keys, Tag.SeriesDescription, VR.LO, null);
    key(keys, Tag.NumberOfSeriesRelatedInstances, VR.IS, null);
    List<SeriesMatch> matches = new ArrayList<>();
    find(
        keys,
        dataset -> {
          String uid = Values.text(dataset, Tag.SeriesInstanceUID);
          if (DicomUids.isValid(uid)) {
            matches.add(
                new SeriesMatch(
                    requireNonNull(uid),
                    Values.text(dataset, Tag.Modality),
                    Values.integer(dataset, Tag.SeriesNumber),
                    Values.text(dataset, Tag.SeriesDescription),
                    Values.integer(dataset, Tag.NumberOfSeriesRelatedInstances)));
          }
        });
    return List.copyOf(matches);
  }

  /** Counts a study's instances, by the cheapest means that the PACS supports. */
  public InstanceCount countInstances(String studyInstanceUid) throws PacsException {
    requireUid(studyInstanceUid);
    List<StudyMatch> studies = findStudies(StudyQuery.ofStudy(studyInstanceUid));
    if (studies.isEmpty()) {
      return new InstanceCount(0, InstanceCount.Source.STUDY_ATTRIBUTE);
    }
    Integer ofStudy = studies.get(0).numberOfInstances();
    if (ofStudy != null && ofStudy > 0) {
      return new InstanceCount(ofStudy, InstanceCount.Source.STUDY_ATTRIBUTE);
    }
    return countInstances(studyInstanceUid, findSeries(studyInstanceUid));
  }

  /** Counts a study's instances without those of some series. */
  public InstanceCount countInstancesExcept(String studyInstanceUid, Set<String> seriesUids)
      throws PacsException {
    List<SeriesMatch> all = findSeries(studyInstanceUid);
    List<SeriesMatch> rest =
        all.stream().filter(match -> !seriesUids.contains(match.seriesInstanceUid())).toList();
    return rest.size() == all.size()
        ? countInstances(studyInstanceUid)
        : countInstances(studyInstanceUid, rest);
  }

  private InstanceCount countInstances(String studyInstanceUid, List<SeriesMatch> series)
      throws PacsException {
    int sum = 0;
    boolean allKnown = !series.isEmpty();
    for (SeriesMatch match : series) {
      Integer ofSeries = match.numberOfInstances();
      allKnown &= ofSeries != null && ofSeries > 0;
      sum += ofSeries == null ? 0 : ofSeries;
    }
    if (allKnown) {
      return new InstanceCount(sum, InstanceCount.Source.SERIES_ATTRIBUTES);
    }
    Set<String> instances = new LinkedHashSet<>();
    for (SeriesMatch match : series) {
      Attributes keys = keys("IMAGE");
      key(keys, Tag.StudyInstanceUID, VR.UI, studyInstanceUid);
      key(keys, Tag.SeriesInstanceUID, VR.UI, match.seriesInstanceUid());
      key(keys, Tag.SOPInstanceUID, VR.UI, null);
      find(
          keys,
          dataset -> {
            String uid = Values.text(dataset, Tag.SOPInstanceUID);
            if (uid != null) {
              instances.add(uid);
            }
          });
    }
    return new InstanceCount(instances.size(), InstanceCount.Source.INSTANCE_QUERY);
  }

  /**
   * Has the PACS send a study to an AE title that it knows (C-MOVE). Returns when the PACS is done.
   */
  public RetrieveResult moveStudy(String studyInstanceUid, String destinationAe)
      throws PacsException {
    requireUid(studyInstanceUid);
    AeTitles.requireValid(destinationAe);
    Attributes keys = retrieveKeys(studyInstanceUid);
    try (OpenAssociation open = open(SopClasses.STUDY_ROOT_MOVE, "retrieval by C-MOVE")) {
      Responses responses =
          open.send(
              (association, handler) ->
                  association.cmove(
                      SopClasses.STUDY_ROOT_MOVE, 0, keys, null, destinationAe, handler));
      String remedy =
          "check that it knows %s with this machine's host and port, and look into its log"
              .formatted(destinationAe);
      return retrieved(open, responses, "C-MOVE", remedy);
    }
  }

  /**
   * Fetches a study over the association that asks for it (C-GET).
   *
   * @throws UncheckedIOException if the folder cannot be created
   */
  public RetrieveResult getStudy(
      String studyInstanceUid, InstanceFolder folder, InstanceListener listener)
      throws PacsException {
    requireUid(studyInstanceUid);
    try {
      StoreService.prepare(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder %s for received instances cannot be used".formatted(folder.root()), e);
    }
    Attributes keys = retrieveKeys(studyInstanceUid);
    try (OpenAssociation open = OpenAssociation.open(peer, node, timeouts, getRequest())) {
      if (!open.accepted(SopClasses.STUDY_ROOT_GET)) {
        throw Failures.notOffered(node, "retrieval by C-GET");
      }
      InstanceListener watched =
          (instance, callingAe) -> {
            open.progress();
            listener.received(instance, callingAe);
          };
      incoming.redirect(open.association(), new StoreService.Target(folder, watched));
      try {
        Responses responses =
            open.send(
                (association, handler) ->
                    association.cget(SopClasses.STUDY_ROOT_GET, 0, keys, null, handler));
        return retrieved(open, responses, "C-GET", "look into its log");
      } finally {
        incoming.forget(open.association());
      }
    }
  }

  /** CT images in any transfer syntax as they lie in the PACS, other classes uncompressed. */
  private static AAssociateRQ getRequest() {
    AAssociateRQ request = new AAssociateRQ();
    int id = 1;
    request.addPresentationContext(
        new Presentation(
            id, SopClasses.STUDY_ROOT_GET, SopClasses.EXPLICIT_VR, SopClasses.IMPLICIT_VR));
    for (String syntax : SopClasses.TRANSFER_SYNTAXES) {
      id += 2;
      request.addPresentationContext(new Presentation(id, SopClasses.CT_IMAGE, syntax));
    }
    request.addRoleSelection(new RoleSelection(SopClasses.CT_IMAGE, false, true));
    for (String sopClass : SopClasses.OTHER_STORAGE) {
      id += 2;
      request.addPresentationContext(
          new Presentation(id, sopClass, SopClasses.EXPLICIT_VR, SopClasses.IMPLICIT_VR));
      request.addRoleSelection(new RoleSelection(sopClass, false, true));
    }
    return request;
  }

  private RetrieveResult retrieved(
      OpenAssociation open, Responses responses, String request, String remedy)
      throws PacsException {
    Responses.Response response = open.next(responses, timeouts.retrieve());
    Attributes counts = response.command();
    while (response.pending()) {
      response = open.next(responses, timeouts.retrieve());
      counts = new Attributes(counts);
      counts.addAll(response.command());
    }
    int status = response.status();
    List<String> failed = failedUids(response.dataset());
    boolean success = status == Status.Success;
    boolean someFailed = status == Status.OneOrMoreFailures;
    int completed = counts.getInt(Tag.NumberOfCompletedSuboperations, 0);
    int warnings = counts.getInt(Tag.NumberOfWarningSuboperations, 0);
    // Some answer A702H after sending most of a study: that is a result, not a refusal.
    if (!success && !someFailed && completed + warnings == 0) {
      throw Failures.refused(
          node, request, status, OpenAssociation.comment(response.command()), remedy);
    }
    boolean counted = response.command().contains(Tag.NumberOfFailedSuboperations);
    // What a success leaves of the count that came before it has been sent meanwhile.
    Attributes last = success || someFailed ? response.command() : counts;
    return new RetrieveResult(
        completed,
        warnings,
        Math.max(counts.getInt(Tag.NumberOfFailedSuboperations, 0), failed.size()),
        last.getInt(Tag.NumberOfRemainingSuboperations, 0),
        success || (someFailed && counted),
        failed,
        "%04XH %s".formatted(status, Failures.meaning(status)));
  }

  private static List<String> failedUids(@Nullable Attributes dataset) {
    if (dataset == null) {
      return List.of();
    }
    List<String> uids = Values.texts(dataset, Tag.FailedSOPInstanceUIDList);
    uids.removeIf(uid -> !DicomUids.isValid(uid));
    return uids;
  }

  /** Sends files to the PACS as they are (C-STORE). */
  public StoreResult store(List<Path> paths) throws PacsException {
    List<DicomInstance> instances = new ArrayList<>();
    List<StoreResult.Failure> failures = new ArrayList<>();
    for (Path path : paths) {
      try {
        instances.add(files.readHeader(path));
      } catch (DicomFormatException e) {
        failures.add(new StoreResult.Failure(path, String.valueOf(e.getMessage())));
      }
    }
    List<Path> stored = new ArrayList<>();
    if (instances.isEmpty()) {
      return new StoreResult(stored, failures);
    }
    try (OpenAssociation open =
        OpenAssociation.open(peer, node, timeouts, StoreRequests.forInstances(instances))) {
      for (DicomInstance instance : instances) {
        String reason = StoreRequests.send(open, timeouts.response(), instance);
        if (reason == null) {
          stored.add(instance.file());
        } else {
          failures.add(new StoreResult.Failure(instance.file(), reason));
        }
      }
    }
    return new StoreResult(stored, failures);
  }

  /**
   * Asks the PACS to vouch for instances that were sent to it (storage commitment, PS3.4 J). The
   * answer comes later, to our receiver's {@link CommitmentListener}, under the same transaction.
   *
   * @param transactionUid a new UID
   * @throws PacsException if the PACS does not offer the service or refuses the request
   */
  public void requestCommitment(String transactionUid, List<InstanceReference> instances)
      throws PacsException {
    requireUid(transactionUid);
    Attributes data = new Attributes();
    data.setString(Tag.TransactionUID, VR.UI, transactionUid);
    Sequence references = data.newSequence(Tag.ReferencedSOPSequence, instances.size());
    for (InstanceReference instance : instances) {
      Attributes item = new Attributes();
      item.setString(Tag.ReferencedSOPClassUID, VR.UI, instance.sopClassUid());
      item.setString(Tag.ReferencedSOPInstanceUID, VR.UI, instance.sopInstanceUid());
      references.add(item);
    }
    try (OpenAssociation open = open(SopClasses.STORAGE_COMMITMENT, "storage commitment")) {
      Responses responses =
          open.send(
              (association, handler) ->
                  association.naction(
                      SopClasses.STORAGE_COMMITMENT,
                      SopClasses.STORAGE_COMMITMENT_INSTANCE,
                      1,
                      data,
                      null,
                      handler));
      requireSuccess(open.next(responses, timeouts.response()), "storage commitment (N-ACTION)");
    }
  }

  private interface Match {
    void take(Attributes dataset);
  }

  private void find(Attributes keys, Match match) throws PacsException {
    try (OpenAssociation open = open(SopClasses.STUDY_ROOT_FIND, "queries (C-FIND)")) {
      Responses responses =
          open.send(
              (association, handler) ->
                  association.cfind(SopClasses.STUDY_ROOT_FIND, 0, keys, null, handler));
      int count = 0;
      Responses.Response response = open.next(responses, timeouts.response());
      while (response.pending()) {
        count++;
        if (count > MAX_MATCHES) {
          open.abort();
          throw Failures.protocol(
              node, "gave over %d matches; narrow the query".formatted(MAX_MATCHES), null);
        }
        Attributes dataset = response.dataset();
        if (dataset != null) {
          CharacterSets.settle(dataset);
          match.take(dataset);
        }
        response = open.next(responses, timeouts.response());
      }
      requireSuccess(response, "C-FIND");
    }
  }

  private void requireSuccess(Responses.Response response, String request) throws PacsException {
    if (response.status() != Status.Success) {
      throw Failures.refused(
          node,
          request,
          response.status(),
          OpenAssociation.comment(response.command()),
          "look into its log");
    }
  }

  private OpenAssociation open(String sopClass, String service) throws PacsException {
    AAssociateRQ request = new AAssociateRQ();
    request.addPresentationContext(
        new Presentation(1, sopClass, SopClasses.EXPLICIT_VR, SopClasses.IMPLICIT_VR));
    OpenAssociation open = OpenAssociation.open(peer, node, timeouts, request);
    if (!open.accepted(sopClass)) {
      open.close();
      throw Failures.notOffered(node, service);
    }
    return open;
  }

  private static Attributes keys(String level) {
    Attributes keys = new Attributes();
    keys.setString(Tag.SpecificCharacterSet, VR.CS, "ISO_IR 192");
    keys.setString(Tag.QueryRetrieveLevel, VR.CS, level);
    return keys;
  }

  private static Attributes retrieveKeys(String studyInstanceUid) {
    Attributes keys = new Attributes();
    keys.setString(Tag.QueryRetrieveLevel, VR.CS, "STUDY");
    keys.setString(Tag.StudyInstanceUID, VR.UI, studyInstanceUid);
    return keys;
  }

  private static void key(Attributes keys, int tag, VR vr, @Nullable String value) {
    if (value == null) {
      keys.setNull(tag, vr);
    } else {
      keys.setString(tag, vr, value);
    }
  }

  private static @Nullable String dateRange(@Nullable LocalDate from, @Nullable LocalDate to) {
    if (from == null && to == null) {
      return null;
    }
    DateTimeFormatter format = DateTimeFormatter.BASIC_ISO_DATE;
    if (from != null && from.equals(to)) {
      return from.format(format);
    }
    return (from == null ? "" : from.format(format)) + "-" + (to == null ? "" : to.format(format));
  }

  private static void requireUid(String uid) {
    if (!DicomUids.isValid(uid)) {
      throw new IllegalArgumentException("\"%s\" is no UID".formatted(uid));
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    peer.close();
  }
}
