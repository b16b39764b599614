package org.hilum.web.account;

import java.util.Optional;
import org.hilum.db.UserRole;
import org.hilum.web.security.HilumUser;
import org.hilum.web.security.OneTimePassword;
import org.hilum.web.security.UserAdministration;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Where administrators see who may log in, and let people in and out. */
@Controller
@RequestMapping("/users")
final class UsersController {

  private static final String LIST = "redirect:/users";

  private final UserAdministration users;

  UsersController(UserAdministration users) {
    this.users = users;
  }

  @GetMapping
  String list(Model model) {
    model.addAttribute("users", users.all());
    model.addAttribute("roles", UserRole.values());
    return "account/users";
  }

  @PostMapping
  String add(
      @RequestParam String username,
      @RequestParam UserRole role,
      @AuthenticationPrincipal HilumUser administrator,
      RedirectAttributes after) {
    String name = username.strip();
    if (!UserAdministration.isUsername(name)) {
      after.addFlashAttribute("problem", "users.problem.name");
      return LIST;
    }
    Optional<OneTimePassword> added = users.add(name, role, administrator.getUsername());
    if (added.isEmpty()) {
      after.addFlashAttribute("problem", "users.problem.taken");
    }
    added.ifPresent(password -> after.addFlashAttribute("made", password));
    return LIST;
  }

  @PostMapping("/{username}/password")
  String renew(
      @PathVariable String username,
      @AuthenticationPrincipal HilumUser administrator,
      RedirectAttributes after) {
    after.addFlashAttribute(
        "made",
        users
            .renew(username, administrator.getUsername())
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
    return LIST;
  }

  @PostMapping("/{username}/enabled")
  String setEnabled(
      @PathVariable String username,
      @RequestParam boolean enabled,
      @AuthenticationPrincipal HilumUser administrator) {
    if (!users.setEnabled(username, enabled, administrator.getUsername())) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    return LIST;
  }
}
