package org.hilum.web.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** The rules of access, the response headers, and how passwords are kept. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  /**
   * Nothing but what Hilum itself serves. Inline styles are allowed as attributes alone: the lines
   * that measure a length are SVG elements whose library styles them so.
   */
  static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "style-src-attr 'unsafe-inline'",
          "img-src 'self' data: blob:",
          "connect-src 'self'",
          "font-src 'self'",
          "frame-ancestors 'none'",
          "base-uri 'none'",
          "form-action 'self'");

  private static final int BCRYPT_STRENGTH = 12;

  /** What programs ask for, which want a status code and not a login page. */
  static final RequestMatcher FOR_PROGRAMS =
      new OrRequestMatcher(
          pathPattern("/api/**"), pathPattern("/dicom-web/**"), pathPattern("/actuator/**"));

  @Bean
  SecurityFilterChain pages(
      HttpSecurity http,
      LoginOutcomes outcomes,
      LoginAttempts attempts,
      SessionRegistry sessions,
      SecurityProperties properties)
      throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/login", "/error", "/css/**", "/images/**", "/favicon.ico")
                    .permitAll()
                    .requestMatchers("/actuator/health", "/actuator/health/*")
                    .permitAll()
                    .requestMatchers("/actuator/prometheus")
                    .access(
                        (user, context) ->
                            new AuthorizationDecision(
                                isAdministrator(user)
                                    || hasToken(context.getRequest(), properties.metricsToken())))
                    .requestMatchers("/actuator/**")
                    .denyAll()
                    .requestMatchers("/dead-letters/**", "/users/**")
                    .hasRole("ADMIN")
                    .anyRequest()
                    .authenticated())
        .formLogin(
            form -> form.loginPage("/login").successHandler(outcomes).failureHandler(outcomes))
        .logout(logout -> logout.logoutSuccessHandler(outcomes).deleteCookies("HILUM_SESSION"))
        .exceptionHandling(
            exceptions ->
                exceptions
                    .accessDeniedHandler(SecurityConfiguration::deny)
                    .defaultAuthenticationEntryPointFor(
                        new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED), FOR_PROGRAMS)
                    .defaultAuthenticationEntryPointFor(
                        new LoginUrlAuthenticationEntryPoint("/login"), request -> true))
        .requestCache(cache -> cache.requestCache(pagesWorthComingBackTo()))
        .sessionManagement(
            session ->
                session
                    .sessionFixation(fixation -> fixation.changeSessionId())
                    .maximumSessions(-1)
                    .sessionRegistry(sessions)
                    .expiredUrl("/login?expired"))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                    .permissionsPolicyHeader(
                        permissions ->
                            permissions.policy(
                                "camera=(), microphone=(), geolocation=(), payment=(), usb=()"))
                    .addHeaderWriter(
                        (request, response) -> {
                          response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
                          response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
                        }))
        .addFilterBefore(
            new LockedLoginFilter(attempts), UsernamePasswordAuthenticationFilter.class)
        .addFilterAfter(new MustChangePasswordFilter(), AuthorizationFilter.class)
        .build();
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder(BCRYPT_STRENGTH);
  }

  @Bean
  SessionRegistry sessionRegistry() {
    return new SessionRegistryImpl();
  }

  /** Tells the registry of sessions that ended. */
  @Bean
  static HttpSessionEventPublisher sessionEvents() {
    return new HttpSessionEventPublisher();
  }

  /** A form that outlived its session, or the server, leads to the login. */
  private static void deny(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException exception)
      throws IOException, ServletException {
    boolean sessionEnded =
        exception instanceof CsrfException
            && SecurityContextHolder.getContext().getAuthentication() == null;
    if (sessionEnded && !FOR_PROGRAMS.matches(request)) {
      response.sendRedirect(request.getContextPath() + "/login?unsent");
    } else {
      new AccessDeniedHandlerImpl().handle(request, response, exception);
    }
  }

  /** Remembers pages alone, so that a login never ends at a poll or a picture. */
  private static RequestCache pagesWorthComingBackTo() {
    HttpSessionRequestCache cache = new HttpSessionRequestCache();
    cache.setRequestMatcher(
        new OrRequestMatcher(
            pathPattern(HttpMethod.GET, "/"),
            pathPattern(HttpMethod.GET, "/studies/*"),
            pathPattern(HttpMethod.GET, "/dead-letters"),
            pathPattern(HttpMethod.GET, "/users")));
    return cache;
  }

  private static boolean isAdministrator(Supplier<? extends @Nullable Authentication> user) {
    Authentication authentication = user.get();
    return authentication != null
        && authentication.isAuthenticated()
        && authentication.getAuthorities().stream()
            .anyMatch(granted -> "ROLE_ADMIN".equals(granted.getAuthority()));
  }

  private static boolean hasToken(HttpServletRequest request, String token) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return !token.isEmpty()
        && header != null
        && MessageDigest.isEqual(
            header.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
  }
}
