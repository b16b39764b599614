package org.hilum.web.language;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.util.WebUtils;

/** The language somebody chose, kept in a cookie; before that, the browser's. */
final class ChosenLanguage implements LocaleResolver {

  private static final String COOKIE = "HILUM_LANGUAGE";
  private static final String CHOSEN_NOW = ChosenLanguage.class.getName() + ".chosen";

  @Override
  public Locale resolveLocale(HttpServletRequest request) {
    if (request.getAttribute(CHOSEN_NOW) instanceof Locale chosen) {
      return chosen;
    }
    Cookie cookie = WebUtils.getCookie(request, COOKIE);
    if (cookie != null) {
      return Languages.nearest(Locale.forLanguageTag(cookie.getValue()));
    }
    return Collections.list(request.getLocales()).stream()
        .filter(Languages::speaks)
        .findFirst()
        .map(Languages::nearest)
        .orElse(Languages.ENGLISH);
  }

  @Override
  public void setLocale(
      HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
    Locale chosen = Languages.nearest(Objects.requireNonNullElse(locale, Languages.ENGLISH));
    request.setAttribute(CHOSEN_NOW, chosen);
    if (response != null) {
      response.addHeader(
          HttpHeaders.SET_COOKIE,
          ResponseCookie.from(COOKIE, chosen.toLanguageTag())
              .path("/")
              .maxAge(Duration.ofDays(365))
              .httpOnly(true)
              .secure(request.isSecure())
              .sameSite("Strict")
              .build()
              .toString());
    }
  }
}
