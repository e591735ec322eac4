package dev.tandem.sample.account;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/users")
class UserController {

    private final JdbcClient postgres;

    UserController(JdbcClient postgres) {
        this.postgres = postgres;
    }

    record NewUser(
            @NotBlank @Email String email,
            @NotBlank @Size(max = 200) String name) {}

    @PostMapping
    ResponseEntity<User> create(@Valid @RequestBody NewUser user) {
        User created = postgres.sql("INSERT INTO users (email, name) VALUES (:email, :name)"
                        + " RETURNING id, email, name, created_at")
                .paramSource(user)
                .query(User.class)
                .single();
        return ResponseEntity.created(URI.create("/users/" + created.id())).body(created);
    }

    @GetMapping
    List<User> list(@RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        return postgres.sql("SELECT id, email, name, created_at FROM users ORDER BY created_at DESC, id LIMIT :limit")
                .param("limit", limit)
                .query(User.class)
                .list();
    }

    @GetMapping("/{id}")
    ResponseEntity<User> get(@PathVariable UUID id) {
        return ResponseEntity.of(postgres.sql("SELECT id, email, name, created_at FROM users WHERE id = :id")
                .param("id", id)
                .query(User.class)
                .optional());
    }
}
