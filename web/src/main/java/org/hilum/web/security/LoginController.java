package org.hilum.web.security;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The login page; the login itself is Spring Security's. */
@Controller
final class LoginController {

  @GetMapping("/login")
  String login() {
    return "security/login";
  }
}
