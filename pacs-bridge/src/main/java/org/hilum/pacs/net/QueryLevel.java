package org.hilum.pacs.net;

/** Query/Retrieve Level (0008,0052) of the study root model. */
enum QueryLevel {
  STUDY,
  SERIES,
  IMAGE
}
