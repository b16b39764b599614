package org.hilum.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Keeps a user with a one-time password at the page where a password is chosen. */
final class MustChangePasswordFilter extends OncePerRequestFilter {

  static final String PASSWORD_PAGE = "/account/password";

  /** Without these the password page would be bare, or a trap. */
  private static final List<String> STILL_ALLOWED =
      List.of(PASSWORD_PAGE, "/logout", "/login", "/error", "/css/", "/js/", "/images/");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (mustChange() && STILL_ALLOWED.stream().noneMatch(request.getServletPath()::startsWith)) {
      if (SecurityConfiguration.isForPrograms(request.getServletPath())) {
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
