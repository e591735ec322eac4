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
import java.util.Objects;
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
@RequestMapping("/projects")
class ProjectController {

    private final Projects projects;

    ProjectController(Projects projects) {
        this.projects = projects;
    }

    record NewProject(
            @NotNull UUID organizationId,
            @NotBlank @Size(max = 200) String name,

            @Nullable @Pattern(regexp = "development|staging|production")
            String environment) {}

    @PostMapping
    ResponseEntity<Project> create(@Valid @RequestBody NewProject project) {
        Project created = projects.create(
                project.organizationId(),
                project.name(),
                Objects.requireNonNullElse(project.environment(), "development"));
        return ResponseEntity.created(URI.create("/projects/" + created.id())).body(created);
    }

    @GetMapping
    List<Project> list(
            @RequestParam(required = false) @Nullable UUID organizationId,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        return projects.newest(organizationId, limit);
    }

    @GetMapping("/{id}")
    ResponseEntity<Project> get(@PathVariable UUID id) {
        return ResponseEntity.of(projects.find(id));
    }
}
