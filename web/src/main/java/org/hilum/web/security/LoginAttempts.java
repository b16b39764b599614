package org.hilum.web.security;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Counts wrong passwords and locks out who guesses. The lock is on a user's name together with the
 * address that guesses, so that nobody can lock an administrator out from elsewhere; an address
 * that tries many names is locked out as a whole. A right password forgets the user's slips, an
 * hour without another wrong one forgets the rest.
 */
@Component
final class LoginAttempts {

  private static final Duration LONGEST_LOCK = Duration.ofHours(1);

  private static final Duration FORGOTTEN_AFTER = LONGEST_LOCK;

  /** An address may fail this many times as often as a name, as a hospital may share one. */
  private static final int ADDRESS_FACTOR = 10;

  /** How many names and addresses are remembered, the longest unused forgotten first. */
  private static final int REMEMBERED = 10_000;

  private final SecurityProperties properties;
  private final Clock clock;
  private final Map<String, Failures> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > REMEMBERED;
        }
      };

  LoginAttempts(SecurityProperties properties, Clock clock) {
    this.properties = requireNonNull(properties, "properties");
    this.clock = requireNonNull(clock, "clock");
  }

  synchronized boolean isLocked(String username, String address) {
    return isLocked(pair(username, address)) || isLocked(address);
  }

  synchronized void failed(String username, String address) {
    count(pair(username, address), properties.loginFailuresAllowed());
    count(address, properties.loginFailuresAllowed() * ADDRESS_FACTOR);
  }

  synchronized void succeeded(String username, String address) {
    String pair = pair(username, address);
    int slips = known(pair).sinceLock;
    remembered.remove(pair);
    remembered.computeIfPresent(address, (key, all) -> all.without(slips));
  }

  private Failures known(String key) {
    Failures known = remembered.getOrDefault(key, Failures.NONE);
    return clock.instant().isBefore(known.quietSince.plus(FORGOTTEN_AFTER)) ? known : Failures.NONE;
  }

  private boolean isLocked(String key) {
    Failures known = remembered.get(key);
    return known != null && clock.instant().isBefore(known.lockedUntil);
  }

  private void count(String key, int allowed) {
    Failures known = known(key);
    Instant now = clock.instant();
    int failures = known.sinceLock + 1;
    if (failures < allowed) {
      remembered.put(key, new Failures(failures, known.locks, known.lockedUntil, now));
      return;
    }
    Duration lock = properties.loginLockDuration().multipliedBy(1L << Math.min(known.locks, 10));
    Duration capped = lock.compareTo(LONGEST_LOCK) > 0 ? LONGEST_LOCK : lock;
    Instant end = now.plus(capped);
    remembered.put(key, new Failures(0, known.locks + 1, end, end));
  }

  private static String pair(String username, String address) {
    return DatabaseUsers.normalize(username) + "\n" + address;
  }

  /**
   * @param sinceLock failures since the last lock
   * @param locks so far
   * @param quietSince the last failure, or the end of its lock
   */
  private record Failures(int sinceLock, int locks, Instant lockedUntil, Instant quietSince) {
    static final Failures NONE = new Failures(0, 0, Instant.EPOCH, Instant.EPOCH);

    Failures without(int slips) {
      return new Failures(Math.max(sinceLock - slips, 0), locks, lockedUntil, quietSince);
    }
  }
}
