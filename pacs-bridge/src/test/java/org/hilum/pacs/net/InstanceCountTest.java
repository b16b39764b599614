package org.hilum.pacs.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.TransferCapability;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.service.ServiceHandler;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.TestSeries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The instances of a study are counted")
class InstanceCountTest {

  private static final String STUDY = TestSeries.studyUid("counted");

  @TempDir Path folder;

  private final ArchiveIndex index = new ArchiveIndex();

  @BeforeEach
  void fill() throws Exception {
    for (Path file : TestSeries.write(folder, "counted", 7)) {
      index.add(new DicomFiles().readHeader(file));
    }
  }

  @Test
  void byTheStudyWhereThePacsSays() throws Exception {
    assertThat(countWithout(Set.of()))
        .isEqualTo(new InstanceCount(7, InstanceCount.Source.STUDY_ATTRIBUTE));
  }

  @Test
  void byTheSeriesWhereThePacsOnlySaysThat() throws Exception {
    assertThat(countWithout(Set.of(Tag.NumberOfStudyRelatedInstances)))
        .isEqualTo(new InstanceCount(7, InstanceCount.Source.SERIES_ATTRIBUTES));
  }

  @Test
  void oneByOneWhereThePacsSaysNothing() throws Exception {
    assertThat(
            countWithout(
                Set.of(Tag.NumberOfStudyRelatedInstances, Tag.NumberOfSeriesRelatedInstances)))
        .isEqualTo(new InstanceCount(7, InstanceCount.Source.INSTANCE_QUERY));
  }

  /** Asks a PACS that leaves these attributes out of its answers, as many do. */
  private InstanceCount countWithout(Set<Integer> tags) throws Exception {
    ApplicationEntity entity = new ApplicationEntity("FORGETFUL");
    entity.addTransferCapability(
        new TransferCapability(
            null, SopClasses.STUDY_ROOT_FIND, TransferCapability.Role.SCP, SopClasses.EXPLICIT_VR));
    ServiceHandler services = new ServiceHandler();
    services.addService(new Forgetful(tags));
    entity.setDimseRQHandler(services);
    try (Peer pacs = Peer.server(entity, ServerConfig.local("FORGETFUL", 0));
        PacsClient client =
            new PacsClient(
                "HILUM",
                new PacsNode("FORGETFUL", "127.0.0.1", pacs.port()),
                DicomTimeouts.defaults())) {
      return client.countInstances(STUDY);
    }
  }

  private final class Forgetful extends ArchiveService {

    private final Set<Integer> tags;

    Forgetful(Set<Integer> tags) {
      super(SopClasses.STUDY_ROOT_FIND, Dimse.C_FIND_RQ);
      this.tags = tags;
    }

    @Override
    void answer(
        Association association,
        Presentation context,
        Attributes command,
        QueryLevel level,
        Attributes identifier)
        throws IOException {
      QueryMatcher matcher = new QueryMatcher(level, identifier);
      for (List<DicomInstance> group : index.grouped(level)) {
        Attributes match = matcher.match(group, index);
        if (match != null) {
          tags.forEach(match::remove);
          association.writeDimseRSP(context, Commands.mkCFindRSP(command, Status.Pending), match);
        }
      }
      association.writeDimseRSP(context, Commands.mkCFindRSP(command, Status.Success));
    }
  }
}
