package org.hilum.web.security;

import java.security.SecureRandom;

/** Makes passwords that are copied by eye once, and replaced at the first login. */
final class OneTimePasswords {

  /** No character that looks like another. */
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int GROUPS = 4;
  private static final int GROUP_LENGTH = 4;

  private static final SecureRandom RANDOM = new SecureRandom();

  private OneTimePasswords() {}

  static String next() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
      if (i > 0 && i % GROUP_LENGTH == 0) {
        password.append('-');
      }
      password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return password.toString();
  }
}
