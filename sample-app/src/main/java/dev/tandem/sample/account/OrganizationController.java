package dev.tandem.sample.account;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/organizations")
class OrganizationController {

    private final Organizations organizations;

    OrganizationController(Organizations organizations) {
        this.organizations = organizations;
    }

    record NewOrganization(
            @NotBlank @Size(max = 200) String name,

            @NotNull @Pattern(regexp = "[a-z0-9]+(-[a-z0-9]+)*")
            String slug,

            @Nullable UUID ownerId) {}

    @PostMapping
    ResponseEntity<Organization> create(@Valid @RequestBody NewOrganization organization) {
        Organization created = organizations.create(organization.name(), organization.slug(), organization.ownerId());
        return ResponseEntity.created(URI.create("/organizations/" + created.id()))
                .body(created);
    }

    @GetMapping
    List<Organization> list(@RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        return organizations.newest(limit);
    }

    @GetMapping("/{id}")
    ResponseEntity<Organization> get(@PathVariable UUID id) {
        return ResponseEntity.of(organizations.find(id));
    }

    @GetMapping("/{id}/members")
    List<Member> members(@PathVariable UUID id) {
        return organizations.members(id);
    }
}
