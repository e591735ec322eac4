package dev.tandem.migration;

/** Another migration tool, whose history can be taken over. */
public enum MigrationTool {
    GOLANG_MIGRATE("golang-migrate"),
    /** Also tools that keep nothing but a list of versions as it does. */
    DBMATE("dbmate"),
    GOOSE("goose"),
    FLYWAY("Flyway"),
    LIQUIBASE("Liquibase"),
    ALEMBIC("Alembic");

    private final String label;

    MigrationTool(String label) {
        this.label = label;
    }

    /** As its makers write it. */
    public String label() {
        return label;
    }
}
