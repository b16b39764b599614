package org.hilum.web.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.hilum.web.security.HilumUser;
import org.hilum.web.security.Passwords;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page on which users choose a password of their own. */
@Controller
@RequestMapping("/account/password")
final class PasswordController {

  private final Passwords passwords;

  PasswordController(Passwords passwords) {
    this.passwords = passwords;
  }

  @GetMapping
  String form(@AuthenticationPrincipal HilumUser user, Model model) {
    model.addAttribute("mustChange", user.mustChangePassword());
    model.addAttribute("shortest", NewPassword.SHORTEST);
    return "account/password";
  }

  @PostMapping
  String change(
      @AuthenticationPrincipal HilumUser user,
      @RequestParam String current,
      @RequestParam String chosen,
      @RequestParam String repeated,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<String> problem =
        new NewPassword(current, chosen, repeated).problem(user.getUsername());
    if (problem.isEmpty() && !passwords.change(user, current, chosen, request, response)) {
      problem = Optional.of("password.problem.current");
    }
    if (problem.isPresent()) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      model.addAttribute("problem", problem.get());
      return form(user, model);
    }
    return "redirect:/?changed";
  }
}
