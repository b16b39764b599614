package org.hilum.ingest.route;

import java.io.IOException;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.ingest.study.StudyStore;
import org.hilum.model.ModelInfo;

/** Reads what was received of a study, and notes its content and the choice of its series. */
final class StudyAssembler {

  private final StudyStore store;
  private final StudyFolderReader reader;
  private final StudyLedger ledger;
  private final ModelInfo model;

  public StudyAssembler(
      StudyStore store, StudyFolderReader reader, StudyLedger ledger, ModelInfo model) {
    this.store = store;
    this.reader = reader;
    this.ledger = ledger;
    this.model = model;
  }

  /**
   * @return whether the study still has to be judged
   * @throws InvalidStudyException if its files are damaged or belong to several patients
   * @throws IOException if they cannot be read
   */
  public boolean assemble(String studyUid) throws InvalidStudyException, IOException {
    StudyContents contents = reader.read(store.studyFolder(studyUid));
    return ledger.assembled(contents, contents.contentHash(), model);
  }
}
