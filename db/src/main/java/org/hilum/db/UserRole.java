package org.hilum.db;

/** What a user of the web pages may do. */
public enum UserRole {
  RADIOLOGIST,
  ADMIN
}
