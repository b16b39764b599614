package org.hilum.pacs.net;

import java.util.List;

/** Hears what a PACS answers to a request for storage commitment. Called by several threads. */
@FunctionalInterface
public interface CommitmentListener {

  /**
   * What a PACS vouches for. An unknown transaction is to be ignored: anybody may send one.
   *
   * @param stored SOP instance UIDs that the PACS will keep
   * @param failed SOP instance UIDs that it does not have
   */
  record Commitment(String transactionUid, List<String> stored, List<String> failed) {

    public Commitment {
      stored = List.copyOf(stored);
      failed = List.copyOf(failed);
    }
  }

  /** An exception here makes the PACS be told of a failure, so that it may report again. */
  void committed(Commitment commitment, String callingAe);
}
