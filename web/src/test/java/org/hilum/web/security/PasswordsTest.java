package org.hilum.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.hilum.db.AuditEntry;
import org.hilum.db.AuditEntryRepository;
import org.hilum.db.UserRole;
import org.hilum.web.WebTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.PageRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

@WebTest
class PasswordsTest {

  private static final String RIGHT = "slow river under glass";
  private static final int QUICK = 4;

  private final LoginAttemptsTest.MovingClock clock = new LoginAttemptsTest.MovingClock();
  private final MockHttpServletRequest request = new MockHttpServletRequest();

  @Autowired private AppUserRepository users;
  @Autowired private SessionRegistry sessions;
  @Autowired private AuditTrail audit;
  @Autowired private AuditEntryRepository entries;
  @Autowired private Passwords asWired;

  private AppUser signer;
  private Passwords passwords;

  @BeforeEach
  void aUserWhoMayBeWrongTwice() {
    PasswordEncoder encoder = new BCryptPasswordEncoder(QUICK);
    signer =
        users.save(
            new AppUser("signer", encoder.encode(RIGHT), UserRole.RADIOLOGIST, Instant.EPOCH));
    SecurityProperties thrice = new SecurityProperties(3, Duration.ofMinutes(1), "");
    passwords = new Passwords(users, encoder, sessions, new LoginAttempts(thrice, clock), audit);
  }

  @AfterEach
  void remove() {
    users.findByUsername("signer").ifPresent(users::delete);
  }

  @Test
  void aRightOneForgetsTheSlipsBeforeIt() {
    for (int i = 0; i < 3; i++) {
      assertThat(confirm("slip")).isFalse();
      assertThat(confirm("slip")).isFalse();
      assertThat(confirm(RIGHT)).isTrue();
    }
  }

  @Test
  void theThirdWrongOneLocksForAMinuteInWhichNothingIsCounted() {
    for (int i = 0; i < 3; i++) {
      assertThat(confirm("guess")).isFalse();
    }
    for (int i = 0; i < 3; i++) {
      assertThat(confirm(RIGHT)).isFalse();
      assertThat(change(RIGHT)).isFalse();
    }
    clock.pass(Duration.ofSeconds(61));
    assertThat(confirm(RIGHT)).isTrue();
  }

  @Test
  void ofAUserWhoIsShutOutNothingIsRightAndNothingIsCounted() {
    signer.setEnabled(false);
    signer = users.save(signer);
    for (int i = 0; i < 3; i++) {
      assertThat(confirm(RIGHT)).isFalse();
    }
    signer.setEnabled(true);
    signer = users.save(signer);
    assertThat(confirm(RIGHT)).isTrue();
  }

  @Test
  void aWrongOneIsWrittenDown() {
    request.setRemoteAddr("10.9.8.7");
    assertThat(asWired.confirm(new HilumUser(signer), "guess", request)).isFalse();
    AuditEntry entry =
        entries.findAllByOrderByOccurredAtDescIdDesc(PageRequest.of(0, 1)).getContent().get(0);
    assertThat(entry.getAction()).isEqualTo("password.failed");
    assertThat(entry.getActor()).isEqualTo("signer");
    assertThat(entry.getDetail()).containsEntry("address", "10.9.8.7");
  }

  private boolean confirm(String password) {
    return passwords.confirm(new HilumUser(signer), password, request);
  }

  private boolean change(String current) {
    return passwords.change(
        new HilumUser(signer), current, "another good one", request, new MockHttpServletResponse());
  }
}
