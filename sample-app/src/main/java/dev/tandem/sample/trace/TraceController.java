package dev.tandem.sample.trace;

import dev.tandem.sample.account.Projects;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/traces")
class TraceController {

    private final Projects projects;
    private final Traces traces;
    private final Spans spans;

    TraceController(Projects projects, Traces traces, Spans spans) {
        this.projects = projects;
        this.traces = traces;
        this.spans = spans;
    }

    /**
     * Takes a finished trace. The trace is written before its spans: should the spans fail, the client sends all of it
     * again, the trace replaces itself, and the rollup has counted nothing twice. Spans that were stored and are sent
     * again are stored once, but counted again.
     */
    @PostMapping
    ResponseEntity<Trace> create(@Valid @RequestBody NewTrace sent) {
        if (!projects.exists(sent.projectId())) {
            throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT, "There is no such project.");
        }
        Trace trace = sent.trace(Clock.systemUTC().instant());
        traces.add(trace);
        spans.add(sent.spans(trace));
        return ResponseEntity.created(URI.create("/traces/" + trace.id())).body(trace);
    }

    @GetMapping
    List<Trace> list(@RequestParam UUID projectId, @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        return traces.newest(projectId, limit);
    }

    @GetMapping("/{id}")
    Trace get(@PathVariable String id) {
        return traces.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @GetMapping("/{id}/spans")
    List<Span> spans(@PathVariable String id) {
        return spans.ofTrace(get(id));
    }
}
