package org.hilum.db;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

/** The users of the web pages. */
public interface AppUserRepository extends JpaRepository<AppUser, Long> {

  Optional<AppUser> findByUsername(String username);
}
