package dev.tandem.benchmarks.contenders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A small web application with a database. Its class path decides who migrates that, if anybody, and its arguments where it is. As
 * soon as it is ready its process ends, without taking leave of anything.
 */
@SpringBootApplication
@RestController
class WebApplication {
    private final JdbcTemplate database;

    WebApplication(JdbcTemplate database) {
        this.database = database;
    }

    public static void main(String[] args) {
        SpringApplication.run(WebApplication.class, args);
        Runtime.getRuntime().halt(0);
    }

    @GetMapping("/items")
    long items() {
        Long items = database.queryForObject("SELECT count(*) FROM measured.items", Long.class);
        return items == null ? 0 : items;
    }
}
