package org.hilum.pacs.net;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.ImageException;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.service.AbstractService;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/** What the archive's query and retrieve services share: the request's identifier, read safely. */
abstract class ArchiveService extends AbstractService {

  private final Dimse request;

  ArchiveService(String sopClass, Dimse request) {
    super(sopClass);
    this.request = request;
  }

  @Override
  public final void onDimse(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      @Nullable PDVInputStream data)
      throws IOException {
    if (dimse != request) {
      throw new ImageException(Status.UnrecognizedOperation);
    }
    if (data == null) {
      throw new ImageException(Status.IdentifierDoesNotMatchSOPClass, "no identifier");
    }
    Attributes identifier = ReceivedDataset.read(context, data, "identifier");
    try {
      answer(association, context, command, level(identifier), identifier);
    } catch (RuntimeException e) {
      throw new ImageException(Status.UnableToProcess, e);
    }
  }

  @Override
  protected final void onDimse(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      @Nullable Attributes data) {
    throw new UnsupportedOperationException("identifiers are read here, within bounds");
  }

  abstract void answer(
      Association association,
      Presentation context,
      Attributes command,
      QueryLevel level,
      Attributes identifier)
      throws IOException;

  private static QueryLevel level(Attributes identifier) throws ImageException {
    String level = Values.text(identifier, Tag.QueryRetrieveLevel);
    try {
      return QueryLevel.valueOf(level == null ? "" : level.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ImageException(
          Status.IdentifierDoesNotMatchSOPClass, "the level must be STUDY, SERIES or IMAGE");
    }
  }

  /** The UIDs that a retrieval asks for. */
  static Set<String> uids(Attributes identifier, int tag) {
    List<String> uids = Values.texts(identifier, tag);
    uids.removeIf(String::isEmpty);
    return new HashSet<>(uids);
  }
}
