package org.hilum.web.security;

import java.time.Clock;
import java.util.Optional;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.hilum.db.UserRole;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Lets somebody in at the very first start. There is no default password: the administrator's first
 * one is random, is told once, and must be changed at the first login.
 */
@Service
public class FirstUser {

  /** The name of the first user. */
  public static final String USERNAME = "admin";

  private final AppUserRepository users;
  private final PasswordEncoder passwords;
  private final Clock clock;

  FirstUser(AppUserRepository users, PasswordEncoder passwords, Clock clock) {
    this.users = users;
    this.passwords = passwords;
    this.clock = clock;
  }

  /**
   * Creates the user {@code admin} if there is no user yet, and gives that user a new one-time
   * password if nobody has used the last one; whoever starts Hilum prints it.
   *
   * @return empty where users can log in already
   */
  @Transactional
  public Optional<OneTimePassword> createIfNone() {
    if (users.count() == 0) {
      String password = OneTimePasswords.next();
      users.save(
          new AppUser(
              USERNAME, PasswordHashes.of(password, passwords), UserRole.ADMIN, clock.instant()));
      return Optional.of(new OneTimePassword(USERNAME, password));
    }
    if (users.count() > 1) {
      return Optional.empty();
    }
    return users.findByUsername(USERNAME).filter(AppUser::isMustChangePassword).map(this::renew);
  }

  private OneTimePassword renew(AppUser user) {
    String password = OneTimePasswords.next();
    user.resetPassword(PasswordHashes.of(password, passwords));
    return new OneTimePassword(user.getUsername(), password);
  }
}
