package org.hilum.web;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import java.time.Instant;
import org.hilum.db.AppUser;
import org.hilum.db.UserRole;
import org.hilum.web.security.HilumUser;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** Users that are logged in already. */
public final class TestUsers {

  private TestUsers() {}

  public static RequestPostProcessor radiologist() {
    return as(new AppUser("rad", "unused", UserRole.RADIOLOGIST, Instant.EPOCH));
  }

  public static RequestPostProcessor administrator() {
    return as(new AppUser("boss", "unused", UserRole.ADMIN, Instant.EPOCH));
  }

  private static RequestPostProcessor as(AppUser appUser) {
    appUser.changePassword("unused");
    return user(new HilumUser(appUser));
  }
}
