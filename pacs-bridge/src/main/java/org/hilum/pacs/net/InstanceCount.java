package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

/** How many instances a PACS says a study has, and how it was found out. */
public record InstanceCount(int instances, Source source) {

  /** From the cheapest question to the dearest. */
  public enum Source {
    /** Number of Study Related Instances (0020,1208) of the study. */
    STUDY_ATTRIBUTE,
    /** The sum of Number of Series Related Instances (0020,1209) over the series. */
    SERIES_ATTRIBUTES,
    /** One answer an instance, counted. */
    INSTANCE_QUERY
  }

  public InstanceCount {
    requireNonNull(source, "source");
  }
}
