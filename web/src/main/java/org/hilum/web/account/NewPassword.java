package org.hilum.web.account;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What the password form holds.
 *
 * @param current the password used so far
 * @param chosen the new one
 * @param repeated the new one again
 */
record NewPassword(String current, String chosen, String repeated) {

  static final int SHORTEST = 12;

  /** bcrypt looks at no more bytes than these. */
  private static final int LONGEST_BYTES = 72;

  private static final int FEWEST_DIFFERENT = 5;

  /**
   * What is wrong with the new password, as a message key; empty where nothing is.
   *
   * @param username which the password must not hold
   */
  Optional<String> problem(String username) {
    if (!chosen.equals(repeated)) {
      return Optional.of("password.problem.repeated");
    }
    if (chosen.length() < SHORTEST) {
      return Optional.of("password.problem.short");
    }
    if (chosen.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
      return Optional.of("password.problem.long");
    }
    if (chosen.equals(current)) {
      return Optional.of("password.problem.same");
    }
    boolean holdsName = chosen.toLowerCase(Locale.ROOT).contains(username.toLowerCase(Locale.ROOT));
    if (holdsName || chosen.chars().distinct().count() < FEWEST_DIFFERENT) {
      return Optional.of("password.problem.simple");
    }
    return Optional.empty();
  }

  /** Without any password. */
  @Override
  public String toString() {
    return "NewPassword[]";
  }
}
