package org.hilum.web.security;

import org.springframework.security.crypto.password.PasswordEncoder;

/** What is kept of a password. */
final class PasswordHashes {

  private PasswordHashes() {}

  static String of(String password, PasswordEncoder encoder) {
    String hash = encoder.encode(password);
    if (hash == null) {
      throw new IllegalStateException("the password encoder gave no hash");
    }
    return hash;
  }
}
