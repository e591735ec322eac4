package dev.tandem.sample.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One of the ways to migrate in Kubernetes: a folder of manifests.
 *
 * @param name of the folder
 * @param documents in the order in which {@code kubectl apply -f} finds them
 */
public record Way(String name, List<JsonNode> documents) {
    static final String APPLICATION_SECRET = "tandem-sample-application";
    static final String MIGRATOR_SECRET = "tandem-sample-migrator";

    /** A container as it stands in a manifest, and what it runs with. */
    public record Container(JsonNode definition, Map<String, String> environment) {

        /** What is put behind the image's entry point. */
        public List<String> arguments() {
            return definition.path("args").valueStream().map(JsonNode::asString).toList();
        }

        /** The Secrets of which it gets anything, as variables; nothing here mounts one as a file. */
        List<String> secrets() {
            return Stream.concat(
                            definition.path("envFrom").valueStream().map(from -> from.at("/secretRef/name")),
                            definition.path("env").valueStream().map(one -> one.at("/valueFrom/secretKeyRef/name")))
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString)
                    .toList();
        }
    }

    public static Way of(String name) {
        List<JsonNode> documents = DeployFiles.endingWith(".yaml").stream()
                .filter(file ->
                        file.startsWith(DeployFiles.ROOT.resolve("kubernetes").resolve(name)))
                .flatMap(file -> DeployFiles.documents(file).stream())
                .toList();
        return new Way(name, documents);
    }

    /** All of them. */
    public static Stream<Way> all() {
        return Stream.of("startup", "init-container", "job").map(Way::of);
    }

    /** The container that serves. */
    public Container application() {
        return container(pod(deployment()).at("/containers/0"));
    }

    /** The one that migrates, where that is another one. */
    public Optional<Container> migrator() {
        JsonNode init = pod(deployment()).at("/initContainers/0");
        return init.isObject()
                ? Optional.of(container(init))
                : job().map(job -> container(pod(job).at("/containers/0")));
    }

    JsonNode deployment() {
        return ofKind("Deployment").findFirst().orElseThrow();
    }

    Optional<JsonNode> job() {
        return ofKind("Job").findFirst();
    }

    Stream<JsonNode> ofKind(String kind) {
        return documents.stream()
                .filter(document -> document.path("kind").asString().equals(kind));
    }

    /** What describes the pods of a Deployment or a Job. */
    static JsonNode pod(JsonNode workload) {
        return workload.at("/spec/template/spec");
    }

    List<JsonNode> pods() {
        return Stream.concat(ofKind("Deployment"), ofKind("Job")).map(Way::pod).toList();
    }

    List<Container> containers() {
        List<Container> containers = new ArrayList<>();
        for (JsonNode pod : pods()) {
            Stream.concat(
                            pod.path("initContainers").valueStream(),
                            pod.path("containers").valueStream())
                    .map(this::container)
                    .forEach(containers::add);
        }
        return containers;
    }

    private Container container(JsonNode definition) {
        Map<String, String> environment = new LinkedHashMap<>();
        definition.path("envFrom").valueStream().forEach(from -> {
            put(environment, "ConfigMap", from.at("/configMapRef/name"), "data");
            put(environment, "Secret", from.at("/secretRef/name"), "stringData");
        });
        definition
                .path("env")
                .valueStream()
                .forEach(one -> environment.put(
                        one.get("name").asString(), one.get("value").asString()));
        return new Container(definition, environment);
    }

    /** Of several with one name the last counts, as in Kubernetes. */
    private void put(Map<String, String> environment, String kind, JsonNode name, String part) {
        if (name.isString()) {
            JsonNode source = ofKind(kind)
                    .filter(document ->
                            Objects.equals(document.at("/metadata/name").asString(), name.asString()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(this.name + " has no " + kind + " " + name));
            source.path(part)
                    .propertyStream()
                    .forEach(one -> environment.put(one.getKey(), one.getValue().asString()));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
