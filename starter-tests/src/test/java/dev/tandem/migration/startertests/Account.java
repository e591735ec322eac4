package dev.tandem.migration.startertests;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row that migrations bring. */
@Entity
@Table(name = "accounts")
class Account {
    @Id
    private long id;

    private String name = "";

    long id() {
        return id;
    }

    String name() {
        return name;
    }
}
