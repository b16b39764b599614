package org.hilum.web.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns a locked-out login away before its password is looked at. */
final class LockedLoginFilter extends OncePerRequestFilter {

  private static final RequestMatcher LOGIN = pathPattern(HttpMethod.POST, "/login");

  private final LoginAttempts attempts;

  LockedLoginFilter(LoginAttempts attempts) {
    this.attempts = attempts;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !LOGIN.matches(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String username = Objects.requireNonNullElse(request.getParameter("username"), "");
    if (attempts.isLocked(username, request.getRemoteAddr())) {
      response.sendRedirect(request.getContextPath() + "/login?locked");
    } else {
      chain.doFilter(request, response);
    }
  }
}
