package org.hilum.db;

/** Which study is analysed first. */
public enum StudyPriority {
  STAT,
  ROUTINE
}
