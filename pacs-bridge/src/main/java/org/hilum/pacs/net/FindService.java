package org.hilum.pacs.net;

import java.io.IOException;
import java.util.List;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.hilum.pacs.DicomInstance;

/** Answers C-FIND of the study root model. */
final class FindService extends ArchiveService {

  private final ArchiveIndex index;

  FindService(ArchiveIndex index) {
    super(SopClasses.STUDY_ROOT_FIND, Dimse.C_FIND_RQ);
    this.index = index;
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
        association.writeDimseRSP(context, Commands.mkCFindRSP(command, Status.Pending), match);
      }
    }
    association.writeDimseRSP(context, Commands.mkCFindRSP(command, Status.Success));
  }
}
