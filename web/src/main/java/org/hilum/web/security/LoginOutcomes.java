package org.hilum.web.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;

/** What follows a login that worked or did not, or a logout: counts, audit trail, next page. */
@Component
final class LoginOutcomes extends SavedRequestAwareAuthenticationSuccessHandler
    implements AuthenticationFailureHandler, LogoutSuccessHandler {

  /** A name longer than any user's is not worth keeping in full. */
  private static final int LONGEST_NAME = 64;

  private final LoginAttempts attempts;
  private final AuditTrail audit;

  LoginOutcomes(LoginAttempts attempts, AuditTrail audit) {
    this.attempts = attempts;
    this.audit = audit;
    setDefaultTargetUrl("/");
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication authentication)
      throws ServletException, IOException {
    String username = authentication.getName();
    attempts.succeeded(username, request.getRemoteAddr());
    audit.note(username, "login", null, Map.of("address", request.getRemoteAddr()));
    super.onAuthenticationSuccess(request, response, authentication);
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
      throws IOException {
    String context = request.getContextPath();
    boolean theUsersFault =
        exception instanceof BadCredentialsException || exception instanceof DisabledException;
    if (!theUsersFault) {
      // The database is down, for example: nobody guessed, and nobody is to be locked out for it.
      logger.error("login could not be checked", exception);
      response.sendRedirect(context + "/login?unavailable");
      return;
    }
    String name =
        DatabaseUsers.normalize(Objects.requireNonNullElse(request.getParameter("username"), ""));
    String username = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    attempts.failed(username, request.getRemoteAddr());
    audit.note(username, "login.failed", null, Map.of("address", request.getRemoteAddr()));
    response.sendRedirect(context + "/login?failed");
  }

  @Override
  public void onLogoutSuccess(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Authentication authentication)
      throws IOException {
    if (authentication != null) {
      audit.note(
          authentication.getName(), "logout", null, Map.of("address", request.getRemoteAddr()));
    }
    response.sendRedirect(request.getContextPath() + "/login?out");
  }
}
