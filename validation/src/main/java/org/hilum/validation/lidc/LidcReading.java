package org.hilum.validation.lidc;

import java.util.List;

/** What one reader marked in the second, unblinded round. */
public record LidcReading(List<LidcMark> marks) {

  public LidcReading {
    marks = List.copyOf(marks);
  }
}
