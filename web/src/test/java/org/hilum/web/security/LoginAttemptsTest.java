package org.hilum.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginAttemptsTest {

  private static final String HERE = "10.0.0.1";
  private static final String ELSEWHERE = "10.0.0.2";

  private final MovingClock clock = new MovingClock();
  private final LoginAttempts attempts =
      new LoginAttempts(new SecurityProperties(3, Duration.ofMinutes(1), ""), clock);

  @Test
  void theThirdFailureLocksTheNameAtThatAddressAlone() {
    fail("admin", HERE, 2);
    assertThat(attempts.isLocked("admin", HERE)).isFalse();
    fail("Admin ", HERE, 1);
    assertThat(attempts.isLocked("admin", HERE)).isTrue();
    assertThat(attempts.isLocked("admin", ELSEWHERE)).isFalse();
    assertThat(attempts.isLocked("other", HERE)).isFalse();
  }

  @Test
  void theLockEndsAndTheNextOneLastsTwiceAsLong() {
    fail("admin", HERE, 3);
    clock.pass(Duration.ofSeconds(61));
    assertThat(attempts.isLocked("admin", HERE)).isFalse();
    fail("admin", HERE, 3);
    clock.pass(Duration.ofSeconds(119));
    assertThat(attempts.isLocked("admin", HERE)).isTrue();
    clock.pass(Duration.ofSeconds(2));
    assertThat(attempts.isLocked("admin", HERE)).isFalse();
  }

  @Test
  void noLockLastsLongerThanAnHour() {
    for (int i = 0; i < 12; i++) {
      fail("admin", HERE, 3);
      int minutes = 0;
      while (attempts.isLocked("admin", HERE)) {
        clock.pass(Duration.ofMinutes(1));
        minutes++;
      }
      assertThat(minutes).isEqualTo(Math.min(1 << i, 60));
    }
  }

  @Test
  void aLoginThatWorksForgetsTheFailures() {
    fail("admin", HERE, 2);
    attempts.succeeded("admin", HERE);
    fail("admin", HERE, 2);
    assertThat(attempts.isLocked("admin", HERE)).isFalse();
  }

  @Test
  void anAddressThatTriesManyNamesIsLockedAsAWhole() {
    for (int i = 0; i < 30; i++) {
      fail("name" + i, HERE, 1);
    }
    assertThat(attempts.isLocked("never-tried", HERE)).isTrue();
    assertThat(attempts.isLocked("never-tried", ELSEWHERE)).isFalse();
  }

  @Test
  void anHourWithoutAFailureForgetsThoseOfBefore() {
    fail("admin", HERE, 2);
    clock.pass(Duration.ofMinutes(59));
    fail("admin", HERE, 1);
    assertThat(attempts.isLocked("admin", HERE)).isTrue();
    clock.pass(Duration.ofMinutes(61));
    fail("admin", HERE, 3);
    clock.pass(Duration.ofSeconds(61));
    assertThat(attempts.isLocked("admin", HERE)).as("a first lock again").isFalse();

    clock.pass(Duration.ofMinutes(60));
    fail("admin", HERE, 2);
    clock.pass(Duration.ofMinutes(60));
    fail("admin", HERE, 1);
    assertThat(attempts.isLocked("admin", HERE)).isFalse();
  }

  @Test
  void anHourWithoutAFailureForgetsThoseOfTheAddress() {
    for (int i = 0; i < 29; i++) {
      fail("name" + i, HERE, 1);
    }
    clock.pass(Duration.ofMinutes(60));
    fail("name29", HERE, 1);
    assertThat(attempts.isLocked("name0", HERE)).isFalse();
  }

  @Test
  void slipsOfThoseWhoThenLogInDoNotLockTheAddressTheyShare() {
    for (int i = 0; i < 30; i++) {
      fail("reader" + i, HERE, 2);
      attempts.succeeded("reader" + i, HERE);
    }
    assertThat(attempts.isLocked("reader0", HERE)).isFalse();
    fail("guesser", HERE, 2);
    attempts.succeeded("reader0", HERE);
    for (int i = 0; i < 28; i++) {
      fail("name" + i, HERE, 1);
    }
    assertThat(attempts.isLocked("reader0", HERE)).as("guesses at others still count").isTrue();
  }

  private void fail(String username, String address, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(username, address);
    }
  }

  static final class MovingClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void pass(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
