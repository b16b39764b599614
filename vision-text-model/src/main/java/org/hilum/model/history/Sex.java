package org.hilum.model.history;

public enum Sex {
  FEMALE,
  MALE
}
