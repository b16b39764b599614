package org.hilum.web.security;

import java.util.Locale;
import org.hilum.db.AppUserRepository;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/** Finds the users in the database. */
@Component
final class DatabaseUsers implements UserDetailsService {

  private final AppUserRepository users;

  DatabaseUsers(AppUserRepository users) {
    this.users = users;
  }

  @Override
  public UserDetails loadUserByUsername(String username) {
    return users
        .findByUsername(normalize(username))
        .map(HilumUser::new)
        .orElseThrow(() -> new UsernameNotFoundException("no such user"));
  }

  /**
   * The form in which a name typed into the login form is stored. Spring's login trims too: were
   * more kept here, a name could be tried under many counts.
   */
  static String normalize(String username) {
    return username.trim().toLowerCase(Locale.ROOT);
  }
}
