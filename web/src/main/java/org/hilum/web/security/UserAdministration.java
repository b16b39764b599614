package org.hilum.web.security;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.hilum.db.UserRole;
import org.springframework.data.domain.Sort;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Adds users, gives them new one-time passwords, and shuts them out. Nobody is ever deleted: what
 * they signed keeps their name.
 */
@Service
public class UserAdministration {

  /** As the database has it. */
  private static final Pattern USERNAME = Pattern.compile("[a-z0-9._-]{1,64}");

  private final AppUserRepository users;
  private final PasswordEncoder encoder;
  private final SessionRegistry sessions;
  private final AuditTrail audit;
  private final Clock clock;

  UserAdministration(
      AppUserRepository users,
      PasswordEncoder encoder,
      SessionRegistry sessions,
      AuditTrail audit,
      Clock clock) {
    this.users = users;
    this.encoder = encoder;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
  }

  /** Everybody, by name. */
  @Transactional(readOnly = true)
  public List<AppUser> all() {
    return users.findAll(Sort.by("username"));
  }

  /** Whether a name has the form of a user name: lower case letters, digits, dot, -, _. */
  public static boolean isUsername(String name) {
    return USERNAME.matcher(name).matches();
  }

  /**
   * Adds a user.
   *
   * @return empty where the name is taken
   * @throws IllegalArgumentException if it is no user name
   */
  @Transactional
  public Optional<OneTimePassword> add(String username, UserRole role, String administrator) {
    if (!isUsername(username)) {
      throw new IllegalArgumentException("not a user name: " + username);
    }
    if (users.findByUsername(username).isPresent()) {
      return Optional.empty();
    }
    OneTimePassword password = new OneTimePassword(username, OneTimePasswords.next());
    users.save(
        new AppUser(
            username, PasswordHashes.of(password.password(), encoder), role, clock.instant()));
    note(administrator, "user.added", username, Map.of("role", role.name()));
    return Optional.of(password);
  }

  /**
   * Gives a user who lost theirs a new password; what they had open ends. Nobody does this to
   * themselves: the session that has to show the password would end with the others.
   *
   * @return empty where it was not done
   */
  @Transactional
  public Optional<OneTimePassword> renew(String username, String administrator) {
    return another(username, administrator)
        .map(
            user -> {
              OneTimePassword password = new OneTimePassword(username, OneTimePasswords.next());
              user.resetPassword(PasswordHashes.of(password.password(), encoder));
              endSessions(username);
              note(administrator, "user.password-reset", username, Map.of());
              return password;
            });
  }

  /**
   * Lets a user in or shuts them out; what they had open ends. Nobody can shut out themselves, so
   * that an administrator is left.
   *
   * @return whether it was done
   */
  @Transactional
  public boolean setEnabled(String username, boolean enabled, String administrator) {
    Optional<AppUser> user = another(username, administrator);
    user.ifPresent(
        found -> {
          found.setEnabled(enabled);
          if (!enabled) {
            endSessions(username);
          }
          note(administrator, enabled ? "user.enabled" : "user.disabled", username, Map.of());
        });
    return user.isPresent();
  }

  private Optional<AppUser> another(String username, String administrator) {
    return username.equals(administrator) ? Optional.empty() : users.findByUsername(username);
  }

  private void endSessions(String username) {
    sessions.getAllPrincipals().stream()
        .filter(
            principal -> principal instanceof HilumUser user && user.getUsername().equals(username))
        .flatMap(principal -> sessions.getAllSessions(principal, false).stream())
        .forEach(SessionInformation::expireNow);
  }

  private void note(String administrator, String what, String username, Map<String, String> more) {
    Map<String, String> details = new HashMap<>(more);
    details.put("user", username);
    audit.note(administrator, what, null, details);
  }
}
