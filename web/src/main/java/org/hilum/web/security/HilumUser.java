package org.hilum.web.security;

import java.io.Serial;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.hilum.db.AppUser;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.CredentialsContainer;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/** The user of a session. Two are equal when their names are. */
public final class HilumUser implements UserDetails, CredentialsContainer {

  @Serial private static final long serialVersionUID = 1L;

  private final String username;
  private @Nullable String passwordHash;
  private final boolean enabled;
  private final boolean mustChangePassword;
  private final String authority;

  public HilumUser(AppUser user) {
    this.username = user.getUsername();
    this.passwordHash = user.getPasswordHash();
    this.enabled = user.isEnabled();
    this.mustChangePassword = user.isMustChangePassword();
    this.authority = "ROLE_" + user.getRole();
  }

  /** Whether nothing but choosing a password is allowed. */
  public boolean mustChangePassword() {
    return mustChangePassword;
  }

  @Override
  public Collection<? extends GrantedAuthority> getAuthorities() {
    return List.of(new SimpleGrantedAuthority(authority));
  }

  @Override
  public @Nullable String getPassword() {
    return passwordHash;
  }

  @Override
  public String getUsername() {
    return username;
  }

  @Override
  public boolean isEnabled() {
    return enabled;
  }

  @Override
  public void eraseCredentials() {
    passwordHash = null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HilumUser user && username.equals(user.username);
  }

  @Override
  public int hashCode() {
    return Objects.hash(username);
  }
}
