package org.hilum.web.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Keeps a user with a one-time password at the page where a password is chosen. */
final class MustChangePasswordFilter extends OncePerRequestFilter {

  static final String PASSWORD_PAGE = "/account/password";

  /** Without these the password page would be bare, or a trap. */
  private static final RequestMatcher STILL_ALLOWED =
      new OrRequestMatcher(
          pathPattern(PASSWORD_PAGE),
          pathPattern("/login"),
          pathPattern("/logout"),
          pathPattern("/error"),
          pathPattern("/css/**"),
          pathPattern("/images/**"));

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (mustChange() && !STILL_ALLOWED.matches(request)) {
      if (SecurityConfiguration.FOR_PROGRAMS.matches(request)) {
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
      } else {
        response.sendRedirect(request.getContextPath() + PASSWORD_PAGE);
      }
      return;
    }
    chain.doFilter(request, response);
  }

  private static boolean mustChange() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null
        && authentication.getPrincipal() instanceof HilumUser user
        && user.mustChangePassword();
  }
}
