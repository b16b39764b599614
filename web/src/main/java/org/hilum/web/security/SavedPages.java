package org.hilum.web.security;

import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Which page somebody wanted before being asked to log in. */
final class SavedPages {

  private SavedPages() {}

  /** Remembers these pages alone, so that a login never ends at a poll or a picture. */
  static RequestCache onlyFor(RequestMatcher pages) {
    HttpSessionRequestCache cache = new HttpSessionRequestCache();
    cache.setRequestMatcher(pages);
    cache.setMatchingRequestParameterName(null);
    return cache;
  }
}
