package org.hilum.db;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Somebody who may log in to the web pages. */
@Entity
@Table(name = "app_user")
public class AppUser {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "app_user_seq")
  @SequenceGenerator(name = "app_user_seq", sequenceName = "app_user_seq")
  private @Nullable Long id;

  @Version private int version;

  private String username;
  private String passwordHash;

  @Enumerated(EnumType.STRING)
  private UserRole role;

  private boolean mustChangePassword;
  private boolean enabled;
  private Instant createdAt;

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected AppUser() {}

  /**
   * An enabled user who must change the password at the first login.
   *
   * @param username lower case letters, digits, dot, underscore or hyphen, at most 64
   * @param passwordHash bcrypt or argon2, never the password
   */
  public AppUser(String username, String passwordHash, UserRole role, Instant now) {
    this.username = requireNonNull(username, "username");
    this.passwordHash = requireNonNull(passwordHash, "passwordHash");
    this.role = requireNonNull(role, "role");
    this.mustChangePassword = true;
    this.enabled = true;
    this.createdAt = requireNonNull(now, "now");
  }

  /** The user chose a new password. */
  public void changePassword(String passwordHash) {
    this.passwordHash = requireNonNull(passwordHash, "passwordHash");
    this.mustChangePassword = false;
  }

  /** An administrator set a password, to be changed at the next login. */
  public void resetPassword(String passwordHash) {
    this.passwordHash = requireNonNull(passwordHash, "passwordHash");
    this.mustChangePassword = true;
  }

  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  public @Nullable Long getId() {
    return id;
  }

  public String getUsername() {
    return username;
  }

  public String getPasswordHash() {
    return passwordHash;
  }

  public UserRole getRole() {
    return role;
  }

  public boolean isMustChangePassword() {
    return mustChangePassword;
  }

  public boolean isEnabled() {
    return enabled;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }
}
