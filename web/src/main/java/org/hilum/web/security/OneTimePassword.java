package org.hilum.web.security;

/** A login that works until its user has chosen a password. */
public record OneTimePassword(String username, String password) {

  /** Without the password. */
  @Override
  public String toString() {
    return "OneTimePassword[username=%s]".formatted(username);
  }
}
