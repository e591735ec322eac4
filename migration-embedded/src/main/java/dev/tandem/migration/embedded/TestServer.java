package dev.tandem.migration.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in which tests create their databases, known by a complete JDBC URL of one database that is there. */
final class TestServer {

    private static final Pattern URL = Pattern.compile("(jdbc:\\w+:)(?:https?:)?(//[^/?]+)/?([^?]*)(\\?.*)?");

    private final String scheme;
    private final String authority;
    private final String query;
    private final String dropSuffix;
    private final String defaultUser;
    private final BiConsumer<TestServer, String> execute;
    private final String adminUrl;

    private TestServer(String url, String defaultUser, String dropSuffix, BiConsumer<TestServer, String> execute) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new EmbeddedDatabasesException("Not a JDBC URL of a database server: " + url);
        }
        this.adminUrl = url;
        this.scheme = matcher.group(1);
        this.authority = matcher.group(2);
        this.query = matcher.group(4) == null ? "" : matcher.group(4);
        this.dropSuffix = dropSuffix;
        this.defaultUser = defaultUser;
        this.execute = execute;
    }

    /** The server of a URL, whose kind the URL says. */
    static TestServer at(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return postgres(url);
        }
        if (url.startsWith("jdbc:clickhouse:") || url.startsWith("jdbc:ch:")) {
            return clickhouse(url);
        }
        // It may hold a password.
        throw new EmbeddedDatabasesException("Neither a jdbc:postgresql: nor a jdbc:clickhouse: URL.");
    }

    static TestServer postgres(String url) {
        return new TestServer(
                url, "postgres", " WITH (FORCE)", (server, sql) -> PostgresSql.execute(server.adminUrl, sql));
    }

    static TestServer clickhouse(String url) {
        return new TestServer(url, "default", " SYNC", (server, sql) -> {
            String http = "http:" + server.authority + "/?user=" + encoded(server.username()) + "&password="
                    + encoded(server.password());
            ClickHouseSql.execute(http, sql);
        });
    }

    TestDatabase create(String name) {
        execute.accept(this, "CREATE DATABASE " + name);
        return new TestDatabase(name, scheme + authority + "/" + name + query, this);
    }

    void drop(String name) {
        execute.accept(this, "DROP DATABASE IF EXISTS " + name + dropSuffix);
    }

    String url() {
        return adminUrl;
    }

    String username() {
        return parameter("user", defaultUser);
    }

    String password() {
        return parameter("password", "");
    }

    private String parameter(String name, String otherwise) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(query);
        return matcher.find() ? URLDecoder.decode(matcher.group(1), UTF_8) : otherwise;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8);
    }
}
