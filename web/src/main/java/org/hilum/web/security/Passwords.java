package org.hilum.web.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes passwords, and ends what was open under the old one. */
@Service
public class Passwords {

  private final AppUserRepository users;
  private final PasswordEncoder encoder;
  private final SessionRegistry sessions;
  private final LoginAttempts attempts;
  private final AuditTrail audit;
  private final HttpSessionSecurityContextRepository contexts =
      new HttpSessionSecurityContextRepository();

  Passwords(
      AppUserRepository users,
      PasswordEncoder encoder,
      SessionRegistry sessions,
      LoginAttempts attempts,
      AuditTrail audit) {
    this.users = users;
    this.encoder = encoder;
    this.sessions = sessions;
    this.attempts = attempts;
    this.audit = audit;
  }

  /**
   * Gives a user the password they chose. This session goes on; the user's others end.
   *
   * @param current must be the password so far; guesses count like failed logins
   * @return whether {@code current} was right, not locked by guesses, and the password is changed
   */
  @Transactional
  public boolean change(
      HilumUser principal,
      String current,
      String chosen,
      HttpServletRequest request,
      HttpServletResponse response) {
    AppUser user = users.findByUsername(principal.getUsername()).orElseThrow();
    if (!isRight(user, current, request)) {
      return false;
    }
    user.changePassword(PasswordHashes.of(chosen, encoder));
    audit.note(
        user.getUsername(), "password.changed", null, Map.of("address", request.getRemoteAddr()));
    continueAs(new HilumUser(user), request, response);
    return true;
  }

  /**
   * Whether it is the user's own password, asked for again before something that counts as theirs;
   * guesses count like failed logins, and lock like these.
   */
  @Transactional
  public boolean confirm(HilumUser principal, String password, HttpServletRequest request) {
    return users
        .findByUsername(principal.getUsername())
        .filter(AppUser::isEnabled)
        .filter(user -> isRight(user, password, request))
        .isPresent();
  }

  private boolean isRight(AppUser user, String password, HttpServletRequest request) {
    String username = user.getUsername();
    String address = request.getRemoteAddr();
    if (attempts.isLocked(username, address)) {
      return false;
    }
    if (!encoder.matches(password, user.getPasswordHash())) {
      attempts.failed(username, address);
      audit.note(username, "password.failed", null, Map.of("address", address));
      return false;
    }
    attempts.succeeded(username, address);
    return true;
  }

  private void continueAs(
      HilumUser user, HttpServletRequest request, HttpServletResponse response) {
    sessions.getAllSessions(user, false).forEach(SessionInformation::expireNow);
    request.changeSessionId();
    sessions.registerNewSession(request.getSession().getId(), user);
    user.eraseCredentials();
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()));
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
  }
}
